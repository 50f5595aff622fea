using System.ComponentModel.DataAnnotations;

namespace Platform.ServiceDefaults.Exposition;

/// <summary>Who may read <c>/metrics</c>; section <c>Metrics</c>.</summary>
public sealed class MetricsOptions
{
    /// <summary>
    /// Networks (such as <c>10.0.0.0/8</c>) whose clients get an answer; anybody else, and whoever comes through a proxy, gets 404.
    /// Left out: this machine and private networks.
    /// </summary>
    [MaxLength(100)]
    public string[] AllowedNetworks { get; set; } = [];
}
