using System.ComponentModel.DataAnnotations;

namespace Platform.ServiceDefaults.Resilience;

/// <summary>Configures the timeout, the retries and the circuit breaker of a dependency; section <c>Dependencies:{name}</c>.</summary>
public sealed class DependencyOptions
{
    /// <summary>Gets or sets the timeout of one attempt; 10 ms to 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets how many times an idempotent call is retried; 0 to 10.</summary>
    [Range(0, 10)]
    public int MaxRetryAttempts { get; set; } = 3;

    /// <summary>Gets or sets the delay before the first retry, which doubles with each further one, with jitter.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Gets or sets the share of failed calls that opens the circuit; above 0, up to 1.</summary>
    [Range(0.01, 1)]
    public double FailureRatio { get; set; } = 0.5;

    /// <summary>Gets or sets the minimum number of calls within <see cref="SamplingDuration"/> for the circuit to open; 2 or more.</summary>
    [Range(2, int.MaxValue)]
    public int MinimumThroughput { get; set; } = 5;

    /// <summary>Gets or sets the window in which failures are counted; 0.5 s to 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:10:00")]
    public TimeSpan SamplingDuration { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets or sets how long the circuit stays open before a trial call; 0.5 s to 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:10:00")]
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(5);
}
