using Microsoft.AspNetCore.Http;

namespace Platform.ServiceDefaults.Requests;

/// <summary>Requests that wait, because their client asked them to, until there is something to answer.</summary>
public static class LongPolls
{
    /// <summary>
    /// Says that a request has waited. How long it took then says nothing of latency: it is in no histogram of durations and not
    /// logged as slow, like a stream.
    /// </summary>
    public static void TellWaited(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Features.Set(Waited.Instance);
    }

    internal static bool HasWaited(this HttpContext context) => context.Features.Get<Waited>() is not null;

    private sealed class Waited
    {
        public static readonly Waited Instance = new();
    }
}
