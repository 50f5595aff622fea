using System.Text.Json;
using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.JobManager.Audit;
using Platform.JobManager.Dispatch;
using Platform.JobManager.Refusals;
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
    public async Task<bool> ActAsync(JobRecord job, Actor actor, JobAction action, CancellationToken cancellationToken)
    {
        Func<int, NpgsqlBatchCommand?> auditEntry = changed => changed > 0 && job.OwnerId != actor.UserId
            ? audit.InsertCommand(actor.UserId, NameOf(action), job.Id, null)
            : null;
        var (changed, decision) = await runner.RunAsync([job.Id], actor.IsOperator ? null : actor.UserId, action, auditEntry, cancellationToken);
        return decision?.Reason is { } full ? throw full : changed > 0;
    }

    /// <summary>
    /// Acts on all jobs that match a filter, page by page, newest first. It ends when all are done, when the time limit of a call is reached, or
    /// when the backlog is full; the answer says where to continue. If the jobs belong to several owners and one of them has reached its limit,
    /// the jobs of that owner are skipped.
    /// </summary>
    /// <exception cref="InputException">The filter is invalid, the search takes too long, or too many searches are running.</exception>
    /// <exception cref="BacklogFullException">No job can be retried, because the backlog is full.</exception>
    public async Task<ActedOnJobs> ActAsync(ActOnJobs request, CancellationToken cancellationToken)
    {
        JobFilterSql.Check(request.Filter);
        var filter = request.Actor.IsOperator ? request.Filter : request.Filter with { OwnerId = request.Actor.UserId };
        var matched = 0L;
        var changed = 0L;
        var before = request.Before;
        Guid? next = null;
        var refused = 0L;
        BacklogFullException? full = null;
        var isOutOfTime = false;
        var size = request.Action switch
        {
            JobAction.Delete => DeletePageSize,
            JobAction.Retry => DispatchOutbox.MaxJobsPerRound,
            _ => PageSize,
        };
        var isForeign = request.Actor.IsOperator && filter.OwnerId != request.Actor.UserId;
        var start = time.GetTimestamp();
        while (true)
        {
            var page = await pages.ReadAsync(request.Actor.UserId, filter, before, size, cancellationToken);
            if (page.Count > 0)
            {
                var found = page.Count;
                var (changedOfPage, decision) = await runner.RunAsync(
                    page, filter.OwnerId, request.Action, count => isForeign && count > 0 ? AuditCommand(request, found, count) : null, cancellationToken);
                changed += changedOfPage;
                if (decision?.Reason is { } reason)
                {
                    full = full is null || reason.RetryAfter > full.RetryAfter ? reason : full;
                    refused += decision.Refused.Count;

                    // The limit of one owner does not stop the action for the other owners, whose jobs may be on the next pages.
                    if (decision.IsFull || filter.OwnerId is not null)
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
            await audit.WriteAsync(() => AuditCommand(request, matched, changed: 0), cancellationToken);
        }

        // If some jobs were retried, or later pages were not reached, the answer says where to continue instead of failing.
        return full is not null && changed == 0 && !isOutOfTime ? throw full : new ActedOnJobs(matched, changed, next, refused, full is null ? null : Refusal(full));
    }

    private static BulkRefusal Refusal(BacklogFullException full) =>
        new(BacklogFullException.Code, full.Message, (int)Math.Max(1, Math.Ceiling(full.RetryAfter.TotalSeconds)));

    private static string NameOf(JobAction action) => action switch
    {
        JobAction.Cancel => "job.cancel",
        JobAction.Retry => "job.retry",
        _ => "job.delete",
    };

    // Each page is audited in its own transaction, so that changes are audited even if a later page fails.
    private NpgsqlBatchCommand AuditCommand(ActOnJobs request, long matched, long changed) => audit.InsertCommand(
        request.Actor.UserId,
        NameOf(request.Action),
        null,
        JsonSerializer.Serialize(new BulkDetail(request.Filter, matched, changed), AuditJson.Default.BulkDetail));
}
