using Platform.Contracts.Messaging;
using Platform.JobManager.Dispatch;
using Platform.JobManager.Kinds;

namespace Platform.JobManager.Outcomes;

/// <summary>What is to be told after the commit.</summary>
internal sealed class AppliedOutcomes
{
    public List<JobChange> Changes { get; } = [];

    public List<DueJob> Due { get; } = [];

    public Guid BatchId { get; set; }

    public DateTimeOffset ClaimedUntil { get; set; }

    /// <summary>What to count, run after the commit.</summary>
    public List<Action<Telemetry.JobMetrics>> Metrics { get; } = [];

    /// <summary>Jobs that left the state queued.</summary>
    public QueueCount LeftQueue { get; set; }

    /// <summary>Jobs that are queued again at once. Apart from those that left, which the pace is made of.</summary>
    public QueueCount EnteredQueue { get; set; }
}
