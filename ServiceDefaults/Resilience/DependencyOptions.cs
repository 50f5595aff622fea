using System.ComponentModel.DataAnnotations;

namespace Platform.ServiceDefaults.Resilience;

/// <summary>How a dependency is guarded; section <c>Dependencies:{name}</c>.</summary>
public sealed class DependencyOptions
{
    /// <summary>How long one attempt may take; 10 ms to 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often an idempotent call is tried again; 0 to 10.</summary>
    [Range(0, 10)]
    public int MaxRetryAttempts { get; set; } = 3;

    /// <summary>The wait before the first retry, doubled for each further one and jittered.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The share of failed calls that opens the circuit; above 0, up to 1.</summary>
    [Range(0.01, 1)]
    public double FailureRatio { get; set; } = 0.5;

    /// <summary>How many calls within <see cref="SamplingDuration"/> it takes at least; 2 or more.</summary>
    [Range(2, int.MaxValue)]
    public int MinimumThroughput { get; set; } = 5;

    /// <summary>The window that failures are counted in; 0.5 s to 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:10:00")]
    public TimeSpan SamplingDuration { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the circuit stays open before a call is let through to try; 0.5 s to 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:10:00")]
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(5);
}
