using System.ComponentModel.DataAnnotations;

namespace Platform.Client.Queues;

/// <summary>Configures the connection to the platform; section <c>Platform</c> of the configuration.</summary>
public sealed class QueueClientOptions
{
    /// <summary>Gets or sets the address of the public API, such as <c>https://platform.example.com</c>.</summary>
    [Required]
    public Uri? Address { get; set; }

    /// <summary>Gets or sets an API key with the required scopes; null if <see cref="AccessToken"/> is set.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Gets or sets the provider of a bearer token for each request, which takes precedence over the key. Can be set in code only.</summary>
    public Func<CancellationToken, ValueTask<string?>>? AccessToken { get; set; }

    /// <summary>Gets or sets the timeout of one request, in addition to the time of a long poll; 1 s to 5 min (30 s).</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how many times an idempotent request is retried while the API is unavailable or busy; 0 to 10 (3).</summary>
    [Range(0, 10)]
    public int Retries { get; set; } = 3;
}
