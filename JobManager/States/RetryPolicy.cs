namespace Platform.JobManager.States;

/// <summary>How long a failed job waits and how often a lost one is rescued.</summary>
internal sealed class RetryPolicy
{
    /// <summary>Wait after the first failure; doubles with each further one.</summary>
    public TimeSpan FirstDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest wait, before jitter.</summary>
    public TimeSpan LongestDelay { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Part of the wait that is random, 0 to 1: failures that came together do not come back together.</summary>
    public double Jitter { get; set; } = 0.25;

    /// <summary>How often a job may lose its worker before it is taken for the cause and fails.</summary>
    public int MaxRescues { get; set; } = 5;

    /// <summary>The wait before the next attempt.</summary>
    /// <param name="failures">Failed attempts so far, from 1.</param>
    /// <param name="random">0 to 1.</param>
    public TimeSpan DelayAfter(int failures, double random)
    {
        double doubled = FirstDelay.TotalSeconds * Math.Pow(2, Math.Clamp(failures - 1, 0, 40));
        double bounded = Math.Min(doubled, LongestDelay.TotalSeconds);
        return TimeSpan.FromSeconds(bounded * (1 - Jitter + (2 * Jitter * Math.Clamp(random, 0, 1))));
    }
}
