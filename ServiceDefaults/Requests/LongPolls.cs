using Microsoft.AspNetCore.Http;

namespace Platform.ServiceDefaults.Requests;

/// <summary>Marks long polls: requests that wait, as their client asked, until there is a result.</summary>
public static class LongPolls
{
    /// <summary>
    /// Marks the request as one that has waited. Its duration is then not a latency: as for a stream, it is not added to the histograms and not
    /// logged as slow.
    /// </summary>
    public static void MarkAsLongPoll(this HttpContext context)
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
