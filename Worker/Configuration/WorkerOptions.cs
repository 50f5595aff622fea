using System.ComponentModel.DataAnnotations;

namespace Platform.Worker.Configuration;

/// <summary>Configures the worker; section <c>Worker</c>.</summary>
internal sealed class WorkerOptions
{
    public const string Section = "Worker";

    /// <summary>Gets or sets the number of long jobs that run at a time in this process.</summary>
    [Range(1, 64)]
    public int LongSlots { get; set; } = 2;

    /// <summary>Gets or sets the number of packs of short jobs that are prefetched from each priority.</summary>
    [Range(1, 10_000)]
    public ushort ShortPrefetch { get; set; } = 64;

    /// <summary>
    /// Gets or sets the seconds between two heartbeats, each of which renews all leases. At most a third of the length of a lease, so that one lost
    /// heartbeat loses no lease. That length is JobManager's setting (<c>Leases:Duration</c>, 30 s), which a worker does not know: nothing checks this.
    /// </summary>
    [Range(0.05, 30)]
    public double HeartbeatSeconds { get; set; } = 10;

    /// <summary>
    /// Gets or sets the seconds without a renewal after which the worker abandons an attempt. Must be longer than a lease (JobManager's setting
    /// <c>Leases:Duration</c>, 30 s): after an outage of RabbitMQ, JobManager waits for heartbeats before it revokes leases, and notifies the worker
    /// if it did.
    /// </summary>
    [Range(0.2, 86_400)]
    public double AbandonSeconds { get; set; } = 600;

    /// <summary>Gets or sets the seconds to wait for a lease before the message is returned to its queue.</summary>
    [Range(0.1, 60)]
    public double GrantSeconds { get; set; } = 10;

    /// <summary>Gets or sets the seconds after which a short job leaves its pack and gets a lease of its own.</summary>
    [Range(0.05, 60)]
    public double LeavePackSeconds { get; set; } = 1;

    /// <summary>Gets or sets the seconds that attempts have to stop when the worker shuts down.</summary>
    [Range(0, 60)]
    public double ShutdownSeconds { get; set; } = 7;
}
