using Npgsql;
using Platform.Contracts.Jobs;
using Platform.JobManager.Backlog;
using Platform.JobManager.Changes;
using Platform.JobManager.Kinds;

namespace Platform.JobManager.Jobs;

/// <summary>Runs an action on jobs: asks for admission before a retry, commits the action and publishes the changes.</summary>
internal sealed class JobActionRunner(JobActionWriter writer, RetryAdmission retries, AdmissionPacer pacer, ChangePublisher publisher)
{
    /// <summary>Runs an action.</summary>
    /// <param name="ids">The jobs.</param>
    /// <param name="owner">The owner whose jobs may be changed; null for any.</param>
    /// <param name="action">The action.</param>
    /// <param name="auditEntry">Creates the audit entry for a number of changed jobs; null if none is needed.</param>
    /// <param name="cancellationToken">Cancels the action.</param>
    /// <returns>The number of changed jobs and, for a retry, which jobs were admitted.</returns>
    public async Task<(int Changed, RetryDecision? Decision)> RunAsync(
        IReadOnlyList<Guid> ids, Guid? owner, JobAction action, Func<int, NpgsqlBatchCommand?> auditEntry, CancellationToken cancellationToken)
    {
        Guid[] sorted = [.. ids.Order()];
        if (action != JobAction.Retry)
        {
            var changes = await writer.CommitAsync(sorted, owner, action, auditEntry, cancellationToken);
            publisher.Publish(changes);
            return (changes.Jobs.Count, null);
        }

        var decision = await retries.AdmitAsync(sorted, owner, cancellationToken);
        if (decision.Admitted.Count == 0)
        {
            return (0, decision);
        }

        CommittedChanges retried;
        try
        {
            retried = await writer.CommitAsync([.. decision.Admitted.Order()], owner, action, auditEntry, cancellationToken);
        }
        catch
        {
            pacer.Release(decision.Admission);
            throw;
        }

        // Admission has counted all jobs that could be retried when it was asked; fewer may have been queued.
        var queued = retried.Due.Aggregate(default(QueueCount), (count, job) => count + QueueCount.Of(job.Kind));
        pacer.Release(decision.Admission, decision.Admission.Jobs + -queued);
        publisher.Publish(retried);
        return (retried.Jobs.Count, decision);
    }
}
