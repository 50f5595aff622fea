namespace Platform.Frontend.Live;

/// <summary>Computes how long a page waits after failures.</summary>
internal static class FailureBackoff
{
    private const int MaxDoublings = 3;
    private static readonly TimeSpan s_maxPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_maxRequestedWait = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Doubles the delay with each failure, up to eight times the usual interval or a minute, and at least as long as the response asked for; never
    /// shorter than usual. With about ten percent of jitter, so that pages that failed together do not retry together.
    /// </summary>
    /// <param name="failures">The number of consecutive failures, at least 1.</param>
    /// <param name="usual">The usual interval.</param>
    /// <param name="asked">The delay that the response asked for; null for none.</param>
    public static TimeSpan After(int failures, TimeSpan usual, TimeSpan? asked)
    {
        var doubled = usual * (1 << Math.Clamp(failures, 1, MaxDoublings));
        var wait = Max(usual, Min(doubled, s_maxPause)) * (0.9 + (Random.Shared.NextDouble() * 0.2));
        return Max(wait, Min(asked ?? TimeSpan.Zero, s_maxRequestedWait));
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
