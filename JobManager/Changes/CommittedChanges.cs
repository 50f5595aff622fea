using Platform.Contracts.Messaging;
using Platform.JobManager.Dispatch;
using Platform.JobManager.Kinds;
using Platform.JobManager.Telemetry;

namespace Platform.JobManager.Changes;

/// <summary>Collects what a transaction changes, to be published by <see cref="ChangePublisher"/> once it is committed.</summary>
internal sealed class CommittedChanges
{
    /// <summary>The changed jobs, for clients that follow them.</summary>
    public List<JobChange> Jobs { get; } = [];

    /// <summary>The jobs that were queued; their outbox row is <see cref="BatchId"/>.</summary>
    public List<DueJob> Due { get; } = [];

    /// <summary>The id of the outbox row; not used while <see cref="Due"/> is empty.</summary>
    public Guid BatchId { get; set; }

    /// <summary>When this replica's claim on the outbox row expires, UTC.</summary>
    public DateTimeOffset ClaimedUntil { get; set; }

    /// <summary>The commands for workers.</summary>
    public List<(string WorkerId, WorkerCommand Command)> Commands { get; } = [];

    /// <summary>The number of jobs that left the state queued.</summary>
    public QueueCount Dequeued { get; set; }

    /// <summary>
    /// The number of jobs that were queued without asking for admission. It is kept apart from <see cref="Dequeued"/>, because the admission
    /// rate follows only the jobs that leave.
    /// </summary>
    public QueueCount Enqueued { get; set; }

    /// <summary>The measurements to record.</summary>
    public List<Action<JobMetrics>> Metrics { get; } = [];
}
