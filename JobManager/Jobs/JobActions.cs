using System.Text.Json;
using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.JobManager.Audit;
using Platform.JobManager.Dispatch;
using Platform.JobManager.Refusals;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.Refusals;

namespace Platform.JobManager.Jobs;

/// <summary>Cancels, retries and deletes jobs on behalf of users, and audits what operators do to the jobs of others.</summary>
internal sealed class JobActions(JobActionRunner runner, JobIdPages pages, AuditLog audit, IOptions<BulkOptions> options, TimeProvider time)
{
    private const int PageSize = 500;

    // Deleting a job also deletes its attempts and up to 2,000 log lines.
    private const int DeletePageSize = 100;

    /// <summary>Acts on one job.</summary>
    /// <param name="job">The job as last read. The action itself depends on the row when it is changed.</param>
    /// <param name="actor">The user who acts.</param>
    /// <param name="action">The action.</param>
    /// <param name="cancellationToken">Cancels the action.</param>
    /// <returns>True if the job was changed.</returns>
    /// <exception cref="BacklogFullException">The job cannot be retried, because the backlog is full.</exception>
    public async Task<bool> ActAsync(Job job, JobActor actor, JobAction action, CancellationToken cancellationToken)
    {
        var id = job.Id.ToGuid();
        var isForeign = job.OwnerId.ToGuid() != actor.UserId;
        Func<int, NpgsqlBatchCommand?> auditEntry = changed => changed > 0 && isForeign
            ? audit.InsertCommand(actor.UserId, NameOf(action), id, null)
            : null;
        var (changed, decision) = await runner.RunAsync([id], actor.VisibleOwner, action, auditEntry, cancellationToken);
        return decision?.Reason is { } full ? throw full : changed > 0;
    }

    /// <summary>
    /// Acts on all jobs that match a filter, page by page, newest first. It ends when all are done, when the time limit of a call is reached, or
    /// when the backlog is full; the answer says where to continue. If the jobs belong to several owners and one of them has reached its limit,
    /// the jobs of that owner are skipped.
    /// </summary>
    /// <exception cref="InputException">The filter is invalid, the search takes too long, or too many searches are running.</exception>
    /// <exception cref="BacklogFullException">No job can be retried, because the backlog is full.</exception>
    public async Task<ActOnJobsReply> ActAsync(JobActor actor, JobAction action, JobFilter asked, Guid? before, CancellationToken cancellationToken)
    {
        JobFilterSql.Check(asked);
        var filter = asked.Clone();
        if (!actor.IsOperator)
        {
            filter.OwnerId = actor.UserId.ToBytes();
        }

        var owner = filter.OwnerId.ToGuidOrNull("filter.owner_id");
        var matched = 0L;
        var changed = 0L;
        Guid? next = null;
        var refused = 0L;
        BacklogFullException? full = null;
        var isOutOfTime = false;
        var size = action switch
        {
            JobAction.Delete => DeletePageSize,
            JobAction.Retry => DispatchOutbox.MaxJobsPerRound,
            _ => PageSize,
        };
        var isForeign = actor.IsOperator && owner != actor.UserId;
        var start = time.GetTimestamp();
        while (true)
        {
            var page = await pages.ReadAsync(actor.UserId, filter, before, size, cancellationToken);
            if (page.Count > 0)
            {
                var found = page.Count;
                var (changedOfPage, decision) = await runner.RunAsync(
                    page, owner, action, count => isForeign && count > 0 ? AuditCommand(actor, action, asked, found, count) : null, cancellationToken);
                changed += changedOfPage;
                if (decision?.Reason is { } reason)
                {
                    full = full is null || reason.RetryAfter > full.RetryAfter ? reason : full;
                    refused += decision.Refused.Count;

                    // The limit of one owner does not stop the action for the other owners, whose jobs may be on the next pages.
                    if (decision.IsFull || owner is not null)
                    {
                        var first = page.FindIndex(decision.Refused.Contains);
                        matched += first + page.Skip(first).Count(id => decision.Refused.Contains(id) || decision.Admitted.Contains(id));
                        next = first > 0 ? page[first - 1] : before ?? Guid.AllBitsSet;
                        break;
                    }
                }

                matched += page.Count;
                before = page[^1];
            }

            if (page.Count < size)
            {
                break;
            }

            if (time.GetElapsedTime(start) >= options.Value.Longest)
            {
                next = before;
                isOutOfTime = true;
                break;
            }
        }

        if (isForeign && changed == 0)
        {
            await audit.WriteAsync(() => AuditCommand(actor, action, asked, matched, changed: 0), cancellationToken);
        }

        // If some jobs were retried, or later pages were not reached, the answer says where to continue instead of failing.
        return full is not null && changed == 0 && !isOutOfTime
            ? throw full
            : new ActOnJobsReply { Matched = matched, Changed = changed, Next = next.ToBytes(), Refused = refused, Refusal = full is null ? null : Refusal(full) };
    }

    private static BacklogRefusal Refusal(BacklogFullException full) => new()
    {
        Code = BacklogFullException.Code,
        Detail = full.Message,
        RetryAfterSeconds = (int)Math.Max(1, Math.Ceiling(full.RetryAfter.TotalSeconds)),
    };

    private static string NameOf(JobAction action) => action switch
    {
        JobAction.Cancel => "job.cancel",
        JobAction.Retry => "job.retry",
        _ => "job.delete",
    };

    // Each page is audited in its own transaction, so that changes are audited even if a later page fails.
    private NpgsqlBatchCommand AuditCommand(JobActor actor, JobAction action, JobFilter filter, long matched, long changed) => audit.InsertCommand(
        actor.UserId,
        NameOf(action),
        null,
        JsonSerializer.Serialize(new BulkDetail(AuditedFilter.Of(filter), matched, changed), AuditJson.Default.BulkDetail));
}
