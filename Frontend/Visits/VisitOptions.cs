using System.ComponentModel.DataAnnotations;

namespace Platform.Frontend.Visits;

/// <summary>Configures what browsers report of their visits; section <c>Visits</c>.</summary>
internal sealed class VisitOptions
{
    /// <summary>Whether pages ask browsers to report.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The part of loaded pages that report, 0 to 1.</summary>
    [Range(0.0, 1.0)]
    public double Share { get; set; } = 1;

    /// <summary>How many reports are taken from an address in a minute.</summary>
    [Range(1, 100_000)]
    public int PerAddressPerMinute { get; set; } = 120;
}
