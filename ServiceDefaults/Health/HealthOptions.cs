using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http;

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

    /// <summary>From what share of disk, memory or file descriptors on the service is degraded; 1 to 100 percent.</summary>
    [Range(1.0, 100.0)]
    public double DegradedAtPercent { get; set; } = 90;

    /// <summary>
    /// Who is told more than names and states: messages, figures and what the service runs on. Null for everyone who can reach
    /// the service, which is right where only its own network can.
    /// </summary>
    public Func<HttpContext, ValueTask<bool>>? MaySeeDetails { get; set; }
}
