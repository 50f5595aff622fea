using System.ComponentModel.DataAnnotations;

namespace Platform.ApiGateway.Logs;

/// <summary>Configures whose logs the gateway shows; section <c>LogReading</c>.</summary>
internal sealed class LogReadingOptions
{
    /// <summary>Gets or sets the services in addition to the gateway, by their names in service discovery.</summary>
    public string[] Services { get; set; } = ["job-manager", "broker", "operations", "worker", "frontend"];

    /// <summary>Gets or sets the timeout for one replica.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);
}
