using System.ComponentModel.DataAnnotations;

namespace Platform.Worker.Configuration;

/// <summary>Configuration section <c>Worker</c>.</summary>
internal sealed class WorkerOptions
{
    public const string Section = "Worker";

    /// <summary>Long jobs at a time in this process.</summary>
    [Range(1, 64)]
    public int LongSlots { get; set; } = 2;

    /// <summary>Packs of short jobs taken in advance from each priority.</summary>
    [Range(1, 10_000)]
    public ushort ShortPrefetch { get; set; } = 64;

    /// <summary>Seconds between two renewals of all leases.</summary>
    [Range(0.05, 30)]
    public double HeartbeatSeconds { get; set; } = 10;

    /// <summary>Seconds without a renewal after which an attempt is given up. Longer than a lease: after an outage of the broker JobManager waits for heartbeats before it takes leases back, and says so when it did.</summary>
    [Range(0.2, 86_400)]
    public double AbandonSeconds { get; set; } = 600;

    /// <summary>Seconds to wait for the answer to a request for a lease before the message is given back.</summary>
    [Range(0.1, 60)]
    public double GrantSeconds { get; set; } = 10;

    /// <summary>Seconds after which a short job leaves its pack and holds a lease of its own.</summary>
    [Range(0.05, 60)]
    public double LeavePackSeconds { get; set; } = 1;

    /// <summary>Seconds that attempts get to stop when the worker shuts down.</summary>
    [Range(0, 60)]
    public double ShutdownSeconds { get; set; } = 7;
}
