using System.ComponentModel.DataAnnotations;

namespace Platform.ApiGateway.Events;

/// <summary>Configures event streams; section <c>Events</c>.</summary>
internal sealed class EventOptions
{
    /// <summary>Gets or sets the interval at which an idle stream gets a comment, and the state is read again in case a change was missed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets or sets how many streams a user may have open at this gateway.</summary>
    [Range(1, 10_000)]
    public int PerUser { get; set; } = 20;

    /// <summary>Gets or sets the polling interval while Redis is unavailable.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan PollPeriod { get; set; } = TimeSpan.FromSeconds(2);
}
