using System.ComponentModel.DataAnnotations;

namespace Platform.Operations.Channels;

/// <summary>Configures how channels are used; section <c>Channels</c>.</summary>
internal sealed class ChannelOptions
{
    /// <summary>Hosts that may be told although their address is not public: <c>host</c>, <c>host:port</c>, an address, or a network such as <c>10.1.0.0/16</c>.</summary>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>The maximum number of channels.</summary>
    [Range(1, 1000)]
    public int Most { get; set; } = 50;

    /// <summary>The time limit of a try.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:02:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The number of tries after which a message is given up.</summary>
    [Range(1, 50)]
    public int MaxAttempts { get; set; } = 8;

    /// <summary>The delay after the first failed try. It doubles with each further one, up to five minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan FirstDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The pause between two looks for messages that are due.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the log of deliveries is kept.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan KeepLog { get; set; } = TimeSpan.FromDays(90);

    /// <summary>The public address of the web page, with which links in messages start.</summary>
    [Required]
    public Uri PageAddress { get; set; } = new("http://localhost:8080/");

    /// <summary>Where events of PagerDuty are sent.</summary>
    [Required]
    public Uri PagerDutyAddress { get; set; } = new("https://events.pagerduty.com/v2/enqueue");
}
