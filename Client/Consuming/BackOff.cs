namespace Platform.Client.Consuming;

/// <summary>
/// Computes delays that double up to a limit, each reduced randomly by up to half, so that many consumers do not retry at the same time.
/// </summary>
internal static class BackOff
{
    /// <summary>Computes the delay before the next attempt.</summary>
    /// <param name="first">The first delay.</param>
    /// <param name="longest">The maximum delay.</param>
    /// <param name="failures">The number of consecutive failures, from 1.</param>
    /// <param name="chance">A random number, 0 to 1.</param>
    public static TimeSpan After(TimeSpan first, TimeSpan longest, int failures, double chance)
    {
        var pause = Math.Min(longest.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, Math.Min(failures - 1, 30)));
        return TimeSpan.FromMilliseconds(pause * (1 - (chance / 2)));
    }
}
