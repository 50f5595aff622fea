using Microsoft.Extensions.Options;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.JobManager.Changes;
using Platform.JobManager.Dispatch;
using Platform.JobManager.Kinds;
using Platform.JobManager.Leases;
using Platform.JobManager.Telemetry;
using Platform.JobManager.Workers;

namespace Platform.JobManager.Reports;

/// <summary>Publishes the effects of a committed batch of reports: answers to workers, changes of jobs, measurements and freed slots.</summary>
internal sealed class ReportPublisher(
    ChangePublisher publisher,
    WorkerCommands commands,
    PermitQueue permits,
    DeliveryWatermarks watermarks,
    BacklogFigures figures,
    JobMetrics metrics,
    IOptions<LeaseOptions> leases)
{
    /// <summary>Publishes the effects.</summary>
    public void Publish(ReportOutcome outcome)
    {
        var changes = outcome.Changes;
        var slotsChanged = IsAnyLong(changes.Dequeued) || IsAnyLong(changes.Enqueued) || changes.Metrics.Count > 0
            || outcome.Succeeded.Exists(job => !job.Kind.IsShort);
        foreach (var (worker, answer) in outcome.Answers)
        {
            changes.Commands.Add((worker, answer.ToCommand(leases.Value.Duration)));
        }

        publisher.Publish(changes);
        foreach (var job in outcome.Succeeded)
        {
            metrics.Durations(job.CreatedAt, job.QueuedAt, job.StartedAt, job.FinishedAt);
            if (job is { Kind.IsShort: true, QueuedAt: { } queuedAt })
            {
                watermarks.Advance(JobQueueNames.Of(job.Kind, job.Priority), queuedAt);
            }
        }

        if (outcome.Succeeded.Count > 0)
        {
            metrics.Completed(JobState.Succeeded, timedOut: false, jobs: outcome.Succeeded.Count);
            figures.AddSucceeded(outcome.Succeeded.Count);
        }

        if (slotsChanged)
        {
            permits.SlotsChanged();
        }
    }

    /// <summary>Refuses the leases of attempts whose report cannot be stored; otherwise their worker would wait for an answer forever.</summary>
    public void Refuse(string workerId, AttemptStarted attempt) =>
        commands.Send(workerId, new WorkerCommand(Refused: [new AttemptRef(attempt.JobId, attempt.Attempt)]));

    private static bool IsAnyLong(QueueCount count) => count.All != count.Short;
}
