using System.ComponentModel.DataAnnotations;

namespace Platform.ApiGateway.Events;

/// <summary>Section <c>Events</c>.</summary>
internal sealed class EventOptions
{
    /// <summary>How often a silent stream gets a comment, and what it follows is looked up in case a change was not heard.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How many streams a user may have open at this gateway.</summary>
    [Range(1, 10_000)]
    public int PerUser { get; set; } = 20;

    /// <summary>How often JobManager is asked while Redis is away.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan PollPeriod { get; set; } = TimeSpan.FromSeconds(2);
}
