using System.ComponentModel.DataAnnotations;

namespace Platform.Frontend.Circuits;

/// <summary>Limits how many live pages are kept in memory; section <c>Circuits</c>.</summary>
internal sealed class CircuitLimits
{
    /// <summary>Gets or sets how many live pages a user may have, including disconnected ones that may reconnect.</summary>
    [Range(1, 100_000)]
    public int PerUser { get; set; } = 40;

    /// <summary>Gets or sets the maximum number of live pages of an address, of all users there.</summary>
    [Range(1, 100_000)]
    public int PerAddress { get; set; } = 200;

    /// <summary>Gets or sets how many live pages a user may open per minute.</summary>
    [Range(1, 100_000)]
    public int NewPerUserPerMinute { get; set; } = 60;

    /// <summary>Gets or sets how many live pages an address may open per minute.</summary>
    [Range(1, 100_000)]
    public int NewPerAddressPerMinute { get; set; } = 300;

    /// <summary>Gets or sets how long a disconnected page is kept so that it can reconnect.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Kept { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Gets or sets how many disconnected pages are kept in total: more than one address may have, so that it cannot evict those of others.
    /// </summary>
    [Range(0, 100_000)]
    public int MostKept { get; set; } = 500;
}
