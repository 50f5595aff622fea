using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http;

namespace Platform.ServiceDefaults.Health;

/// <summary>Configures the health checks that run in the background; section <c>Health</c>.</summary>
public sealed class HealthOptions
{
    /// <summary>Gets or sets the interval of a check that succeeds; 100 ms to 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan Period { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets or sets the interval of a check that fails, or whose circuit is not closed; 100 ms to 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan PeriodWhileFailing { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets or sets the timeout of checks that do not have one of their own; 10 ms to 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets the usage of disk, memory or file descriptors above which the service is degraded; 1 to 100 percent.</summary>
    [Range(1.0, 100.0)]
    public double DegradedAtPercent { get; set; } = 90;

    /// <summary>
    /// Gets or sets who may see messages, figures and details of the host in addition to names and states. Null for everyone who can reach the
    /// service, which suits services inside a private network.
    /// </summary>
    public Func<HttpContext, ValueTask<bool>>? MaySeeDetails { get; set; }
}
