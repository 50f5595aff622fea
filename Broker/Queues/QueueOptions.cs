using System.ComponentModel.DataAnnotations;

namespace Platform.Broker.Queues;

/// <summary>Limits and intervals of the broker. Section <c>Queues</c>.</summary>
internal sealed class QueueOptions
{
    /// <summary>The maximum number of queues that a user owns.</summary>
    [Range(1, 100_000)]
    public int PerUser { get; set; } = 100;

    /// <summary>The pause between two samples of the counts for metrics and limits.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan SampleInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The pause between two sweeps for messages whose delay, visibility timeout or lifetime has ended.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The pause between two rounds of maintenance of partitions, deleted queues and old deduplication ids.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan KeepInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The time after which a purge or replay ends and says that there is more. It must be shorter than the timeout of callers.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:20")]
    public TimeSpan LongestBulk { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>How long processed messages are kept.</summary>
    [Range(typeof(TimeSpan), "00:10:00", "30.00:00:00")]
    public TimeSpan KeepProcessed { get; set; } = TimeSpan.FromHours(6);

    /// <summary>The storage for processed messages in bytes. Beyond it the oldest are dropped.</summary>
    [Range(1_000_000L, 10_000_000_000_000L)]
    public long KeepProcessedBytes { get; set; } = 4_000_000_000;

    /// <summary>
    /// The number of queues with metric series of their own during the lifetime of the process, oldest queues first. The others share the label
    /// <c>other</c>. A deleted queue keeps its series at 0, because a series cannot be removed. Each queue has 11 series.
    /// </summary>
    [Range(0, 1000)]
    public int Measured { get; set; } = 30;
}
