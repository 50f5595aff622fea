using Platform.Contracts.Messaging;
using Platform.JobManager.Dispatch;
using Platform.JobManager.Kinds;

namespace Platform.JobManager.Jobs;

/// <summary>What is to be told once an action is committed.</summary>
internal sealed class ActionOutcome
{
    public List<JobChange> Changes { get; } = [];

    public List<DueJob> Due { get; } = [];

    public List<(string Worker, AttemptRef Attempt)> Commands { get; } = [];

    public Guid BatchId { get; set; }

    public DateTimeOffset ClaimedUntil { get; set; }

    public int Cancelled { get; set; }

    public QueueCount LeftQueue { get; set; }
}
