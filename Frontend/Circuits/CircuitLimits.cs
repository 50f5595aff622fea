using System.ComponentModel.DataAnnotations;

namespace Platform.Frontend.Circuits;

/// <summary>How many pages live in memory; section <c>Circuits</c>.</summary>
internal sealed class CircuitLimits
{
    /// <summary>Of a user at a time, those included that lost their connection and may come back.</summary>
    [Range(1, 100_000)]
    public int PerUser { get; set; } = 40;

    /// <summary>Of an address at a time, whoever is signed in there.</summary>
    [Range(1, 100_000)]
    public int PerAddress { get; set; } = 200;

    /// <summary>New ones of a user within a minute.</summary>
    [Range(1, 100_000)]
    public int NewPerUserPerMinute { get; set; } = 60;

    /// <summary>New ones of an address within a minute.</summary>
    [Range(1, 100_000)]
    public int NewPerAddressPerMinute { get; set; } = 300;

    /// <summary>How long one that lost its connection is kept for it to come back.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Kept { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How many of those are kept, of everybody: more than an address may have, so that nobody's go because of another.</summary>
    [Range(0, 100_000)]
    public int MostKept { get; set; } = 500;
}
