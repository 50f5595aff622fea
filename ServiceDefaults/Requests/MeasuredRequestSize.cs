using Microsoft.AspNetCore.Http;

namespace Platform.ServiceDefaults.Requests;

/// <summary>Sets the size under which a request is measured, for protocols whose requests do not announce that of their body.</summary>
internal static class MeasuredRequestSize
{
    public static void SetMeasuredRequestSize(this HttpContext context, long bytes) => context.Features.Set(new Measured(bytes));

    /// <summary>Gets the size in bytes; null if it is the announced one.</summary>
    public static long? GetMeasuredRequestSize(this HttpContext context) => context.Features.Get<Measured>()?.Bytes;

    private sealed record Measured(long Bytes);
}
