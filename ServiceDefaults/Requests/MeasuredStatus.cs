using Microsoft.AspNetCore.Http;

namespace Platform.ServiceDefaults.Requests;

/// <summary>
/// Sets the status under which a request is measured and logged, for protocols whose responses have the HTTP status 200 even if they are errors.
/// </summary>
internal static class MeasuredStatus
{
    public static void SetMeasuredStatus(this HttpContext context, int status) => context.Features.Set(new Measured(status));

    /// <summary>Gets the status; null if it is the response's own.</summary>
    public static int? GetMeasuredStatus(this HttpContext context) => context.Features.Get<Measured>()?.Status;

    private sealed record Measured(int Status);
}
