using System.ComponentModel.DataAnnotations;

namespace Platform.Client.Queues;

/// <summary>Where the platform is, and who calls. Section <c>Platform</c> where it comes from configuration.</summary>
public sealed class QueueClientOptions
{
    /// <summary>Address of the public API, such as <c>https://platform.example.com</c>.</summary>
    [Required]
    public Uri? Address { get; set; }

    /// <summary>An API key with the scopes that the calls need; null where <see cref="AccessToken"/> is set.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Gives a bearer token for each request; wins over the key. Cannot be configured, only set in code.</summary>
    public Func<CancellationToken, ValueTask<string?>>? AccessToken { get; set; }

    /// <summary>Limit of one request and its answer, the time of a long poll not counted; 1 s to 5 min (30 s).</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a request that may be repeated is tried again when the API is away or busy; 0 to 10 (3).</summary>
    [Range(0, 10)]
    public int Retries { get; set; } = 3;
}
