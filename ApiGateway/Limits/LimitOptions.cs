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

    /// <summary>Gets or sets the limit of an address that sends neither token nor key, or the token of a link to captions.</summary>
    [Required]
    public Allowance Anonymous { get; set; } = new() { PerSecond = 100, Burst = 500 };

    /// <summary>Gets or sets how many requests the gateway works on at a time.</summary>
    [Required]
    public ConcurrencyAllowance Concurrency { get; set; } = new();
}

/// <summary>Configures a token bucket.</summary>
internal sealed class Allowance
{
    /// <summary>Gets or sets the number of requests that are added each second.</summary>
    [Range(1, 1_000_000)]
    public int PerSecond { get; set; }

    /// <summary>Gets or sets the maximum burst: the number of requests that may arrive at once after a pause.</summary>
    [Range(1, 10_000_000)]
    public int Burst { get; set; }
}

/// <summary>Configures how many requests are worked on at a time. Those whose length their client decides, such as uploads, do not count.</summary>
internal sealed class ConcurrencyAllowance
{
    /// <summary>Gets or sets the maximum number of requests at a time, of all senders together.</summary>
    [Range(1, 1_000_000)]
    public int AtOnce { get; set; } = 3_000;

    /// <summary>
    /// Gets or sets the limit for a user, and for an address whose requests have no credential that is known. Smaller than <see cref="AtOnce"/>, so
    /// that one sender is refused before it keeps others waiting.
    /// </summary>
    [Range(1, 1_000_000)]
    public int PerSender { get; set; } = 1_000;

    /// <summary>Gets or sets how many more requests may wait.</summary>
    [Range(0, 1_000_000)]
    public int Waiting { get; set; } = 1_000;

    /// <summary>Gets or sets how long a request waits; 0 to 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(1);
}
