namespace Platform.Frontend.Live;

/// <summary>How long a page leaves alone what answered with errors.</summary>
internal static class Backoff
{
    private const int MaxDoublings = 3;
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_maxRequestedWait = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Twice as long after each failure, up to eight times as long as usual or a minute, and as long as was asked for; never shorter
    /// than usual. About a tenth more or less, so that pages that failed together do not come back together.
    /// </summary>
    /// <param name="failures">In a row, at least 1.</param>
    /// <param name="usual">The time between two looks that go well.</param>
    /// <param name="asked">What the answer said to wait; null for nothing.</param>
    public static TimeSpan After(int failures, TimeSpan usual, TimeSpan? asked)
    {
        var doubled = usual * (1 << Math.Clamp(failures, 1, MaxDoublings));
        var wait = Max(usual, Min(doubled, s_longest)) * (0.9 + (Random.Shared.NextDouble() * 0.2));
        return Max(wait, Min(asked ?? TimeSpan.Zero, s_maxRequestedWait));
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
