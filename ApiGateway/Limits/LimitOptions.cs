using System.ComponentModel.DataAnnotations;

namespace Platform.ApiGateway.Limits;

/// <summary>Configures the rate limits of one replica; section <c>Limits</c>.</summary>
internal sealed class LimitOptions
{
    /// <summary>Gets or sets the limit of a user or a key.</summary>
    [Required]
    public Allowance Requests { get; set; } = new() { PerSecond = 20_000, Burst = 40_000 };

    /// <summary>Gets or sets the limit of a user or a key for batches of jobs.</summary>
    [Required]
    public Allowance Batches { get; set; } = new() { PerSecond = 1_000, Burst = 2_000 };

    /// <summary>Gets or sets the limit of a user or a key for publishing, consuming and settling messages.</summary>
    [Required]
    public Allowance Messages { get; set; } = new() { PerSecond = 100_000, Burst = 200_000 };

    /// <summary>Gets or sets the limit of an address that sends neither token nor key.</summary>
    [Required]
    public Allowance Anonymous { get; set; } = new() { PerSecond = 100, Burst = 500 };
}

/// <summary>Configures a token bucket.</summary>
internal sealed class Allowance
{
    /// <summary>Gets or sets the number of requests that are added each second.</summary>
    [Range(1, 1_000_000)]
    public int PerSecond { get; set; }

    /// <summary>Gets or sets the maximum burst.</summary>
    [Range(1, 10_000_000)]
    public int Burst { get; set; }
}
