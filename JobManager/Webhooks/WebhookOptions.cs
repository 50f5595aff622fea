using System.ComponentModel.DataAnnotations;

namespace Platform.JobManager.Webhooks;

/// <summary>Configures how webhooks are delivered. Section <c>Webhooks</c>.</summary>
internal sealed class WebhookOptions
{
    /// <summary>Hosts that may receive webhooks although their address is not public: <c>host</c>, <c>host:port</c>, an address, or a network such as <c>10.1.0.0/16</c>.</summary>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>The time limit of a try, from the connection to the headers of the response.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The number of tries after which a webhook is dropped.</summary>
    [Range(1, 50)]
    public int MaxAttempts { get; set; } = 10;

    /// <summary>The delay after the first failed try. It doubles with each further one.</summary>
    public TimeSpan FirstDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest delay between two tries.</summary>
    public TimeSpan LongestDelay { get; set; } = TimeSpan.FromHours(2);

    /// <summary>The maximum number of concurrent tries to one host.</summary>
    [Range(1, 100)]
    public int PerHost { get; set; } = 4;

    /// <summary>The maximum number of concurrent tries for one owner, so that slow hosts of one owner do not use all slots. Null means a quarter of all.</summary>
    [Range(1, 500)]
    public int? PerOwner { get; set; }

    /// <summary>The maximum number of concurrent tries.</summary>
    [Range(1, 500)]
    public int AtOnce { get; set; } = 32;
}
