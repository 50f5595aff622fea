using System.ComponentModel.DataAnnotations;

namespace Platform.JobManager.Webhooks;

/// <summary>Section <c>Webhooks</c>.</summary>
internal sealed class WebhookOptions
{
    /// <summary>Hosts that may be told although their address is not public: <c>host</c>, <c>host:port</c>, an address, or a network such as <c>10.1.0.0/16</c>.</summary>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>How long one try may take, from the connection to the end of the answer.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>After how many tries a webhook is given up.</summary>
    [Range(1, 50)]
    public int MaxAttempts { get; set; } = 10;

    /// <summary>Wait after the first failed try; doubles with each further one.</summary>
    public TimeSpan FirstDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest wait between two tries.</summary>
    public TimeSpan LongestDelay { get; set; } = TimeSpan.FromHours(2);

    /// <summary>Most tries to one host at a time.</summary>
    [Range(1, 100)]
    public int PerHost { get; set; } = 4;

    /// <summary>Most tries for the jobs of one owner at a time, so that slow hosts of one do not take all of them. Null: a quarter of all.</summary>
    [Range(1, 500)]
    public int? PerOwner { get; set; }

    /// <summary>Most tries at a time.</summary>
    [Range(1, 500)]
    public int AtOnce { get; set; } = 32;
}
