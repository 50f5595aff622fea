using System.ComponentModel.DataAnnotations;

namespace Platform.ServiceDefaults.Exposition;

/// <summary>Configures who may read <c>/metrics</c>; section <c>Metrics</c>.</summary>
public sealed class MetricsOptions
{
    /// <summary>
    /// Gets or sets the networks (such as <c>10.0.0.0/8</c>) whose clients may read the metrics. All others, and all requests that came through a
    /// proxy, get 404. Defaults to this machine and private networks.
    /// </summary>
    [MaxLength(100)]
    public string[] AllowedNetworks { get; set; } = [];
}
