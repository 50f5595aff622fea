namespace Platform.JobManager.States;

/// <summary>The backoff of failed jobs and the limit of rescues. Section <c>Retries</c>.</summary>
internal sealed class RetryPolicy
{
    /// <summary>The delay after the first failure. It doubles with each further failure.</summary>
    public TimeSpan FirstDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest delay, before jitter is added.</summary>
    public TimeSpan LongestDelay { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The random part of the delay, from 0 to 1, so that jobs that failed together are not retried together.</summary>
    public double Jitter { get; set; } = 0.25;

    /// <summary>How often a job may lose its worker. Afterwards it is considered the cause and fails.</summary>
    public int MaxRescues { get; set; } = 5;

    /// <summary>The delay before the next attempt.</summary>
    /// <param name="failures">The number of failed attempts, at least 1.</param>
    /// <param name="random">A random number from 0 to 1.</param>
    public TimeSpan DelayAfter(int failures, double random)
    {
        var doubled = FirstDelay.TotalSeconds * Math.Pow(2, Math.Clamp(failures - 1, 0, 40));
        var bounded = Math.Min(doubled, LongestDelay.TotalSeconds);
        return TimeSpan.FromSeconds(bounded * (1 - Jitter + (2 * Jitter * Math.Clamp(random, 0, 1))));
    }
}
