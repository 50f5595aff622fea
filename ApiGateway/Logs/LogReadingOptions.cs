using System.ComponentModel.DataAnnotations;

namespace Platform.ApiGateway.Logs;

/// <summary>Whose logs the gateway shows; section <c>LogReading</c>.</summary>
internal sealed class LogReadingOptions
{
    /// <summary>The services beside the gateway, by the names that service discovery knows.</summary>
    public string[] Services { get; set; } = ["job-manager", "broker", "worker", "frontend"];

    /// <summary>How long one replica may take to answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);
}
