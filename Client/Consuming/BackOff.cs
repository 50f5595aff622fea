namespace Platform.Client.Consuming;

/// <summary>Pauses that double up to a limit, each shortened by chance by up to half: many consumers do not come back at once.</summary>
internal static class BackOff
{
    /// <param name="first">The first pause.</param>
    /// <param name="longest">The longest.</param>
    /// <param name="failures">How often it failed in a row, from 1.</param>
    /// <param name="chance">0 to 1.</param>
    public static TimeSpan After(TimeSpan first, TimeSpan longest, int failures, double chance)
    {
        var pause = Math.Min(longest.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, Math.Min(failures - 1, 30)));
        return TimeSpan.FromMilliseconds(pause * (1 - (chance / 2)));
    }
}
