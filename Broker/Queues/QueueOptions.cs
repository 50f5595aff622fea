using System.ComponentModel.DataAnnotations;

namespace Platform.Broker.Queues;

/// <summary>Section <c>Queues</c>.</summary>
internal sealed class QueueOptions
{
    /// <summary>Queues that a user may own.</summary>
    [Range(1, 100_000)]
    public int PerUser { get; set; } = 100;

    /// <summary>How often counts are sampled for metrics and limits.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan SampleInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often messages are looked for whose delay, visibility or life has ended.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How often partitions, deleted queues and old deduplication ids are seen to.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan KeepInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a purge or a replay goes on; it then says that there is more. Shorter than those who ask wait for an answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:20")]
    public TimeSpan LongestBulk { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>How long processed messages can be read.</summary>
    [Range(typeof(TimeSpan), "00:10:00", "30.00:00:00")]
    public TimeSpan KeepProcessed { get; set; } = TimeSpan.FromHours(6);

    /// <summary>Bytes that processed messages may take; the oldest go first.</summary>
    [Range(1_000_000L, 10_000_000_000_000L)]
    public long KeepProcessedBytes { get; set; } = 4_000_000_000;

    /// <summary>
    /// How many queues get series of their own in metrics while the service runs, the oldest first; the others share the name
    /// <c>other</c>. One that was deleted keeps its series, at 0: a series cannot be taken back. Each queue has 11.
    /// </summary>
    [Range(0, 1000)]
    public int Measured { get; set; } = 30;
}
