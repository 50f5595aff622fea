using Platform.JobManager.Backlog;
using Platform.JobManager.Dispatch;
using Platform.JobManager.Telemetry;
using Platform.JobManager.Workers;

namespace Platform.JobManager.Changes;

/// <summary>Publishes what a committed transaction changed: to the relay, to workers, to admission control, to metrics and to clients.</summary>
internal sealed class ChangePublisher(RelayQueue relay, WorkerCommands commands, AdmissionPacer pacer, JobMetrics metrics, ChangeFeed feed)
{
    /// <summary>Publishes changes. Nothing in it waits or fails: what is lost is made up for by the outbox, by heartbeats and by polling.</summary>
    public void Publish(CommittedChanges changes)
    {
        relay.EnqueueCommitted(changes.BatchId, changes.ClaimedUntil, changes.Due);
        foreach (var (workerId, command) in changes.Commands)
        {
            commands.Send(workerId, command);
        }

        pacer.Dequeued(changes.Dequeued);
        pacer.Enqueued(changes.Enqueued);
        foreach (var record in changes.Metrics)
        {
            record(metrics);
        }

        feed.Publish(changes.Jobs);
    }
}
