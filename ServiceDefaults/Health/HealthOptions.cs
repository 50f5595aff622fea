using System.ComponentModel.DataAnnotations;

namespace Platform.ServiceDefaults.Health;

/// <summary>How often health is looked at in the background; section <c>Health</c>.</summary>
public sealed class HealthOptions
{
    /// <summary>The time between two runs of a check that succeeds; 100 ms to 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan Period { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The time between two runs of a check that fails, or whose circuit is not closed; 100 ms to 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan PeriodWhileFailing { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a check may take that has no timeout of its own; 10 ms to 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);
}
