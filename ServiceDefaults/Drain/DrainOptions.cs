using System.ComponentModel.DataAnnotations;

namespace Platform.ServiceDefaults.Drain;

/// <summary>Configures the end of a service; section <c>Drain</c>.</summary>
public sealed class DrainOptions
{
    /// <summary>
    /// Gets or sets how long a service that is told to end still answers while it is not ready, so that a balancer that asks for readiness sends nothing
    /// more to it; 0 to 1 minute. With 0 it accepts no connection from then on. Requests that are under way are finished in either case.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan Delay { get; set; }
}
