using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.JobManagement;
using Platform.ApiGateway.OrphanedObjects;
using Platform.ApiGateway.Problems;
using Platform.ApiGateway.Queues;
using Platform.ApiGateway.Uploads;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.ServiceDefaults.GrpcCalls;

namespace Platform.ApiGateway.AccountRemoval;

/// <summary>Removes the data of a deleted account: jobs with their files, queues, shares and uploads. Each step is idempotent.</summary>
internal sealed class AccountData(JobManagerClient jobs, BrokerClient queues, JobObjects objects, UploadStore uploads, IDbContextFactory<IdentityDb> databases)
{
    private const int Page = 100;

    private static readonly JobState[] s_open = [JobState.Scheduled, JobState.Queued, JobState.Running];
    private static readonly JobState[] s_ended = [JobState.Succeeded, JobState.Failed, JobState.Cancelled];

    /// <summary>Removes what can be removed now.</summary>
    /// <returns>Whether everything was removed.</returns>
    /// <exception cref="ApiProblemException">JobManager or Broker is unavailable.</exception>
    /// <exception cref="IOException">The storage failed.</exception>
    public async Task<bool> RemoveAsync(Guid user, CancellationToken cancellationToken)
    {
        // As the owner, not as an operator, so that data of others cannot be affected.
        var actor = new Actor { UserId = user.ToBytes() };
        await CancelAsync(user, actor, cancellationToken);
        await RemoveJobsAsync(user, actor, cancellationToken);
        await RemoveQueuesAsync(user, actor, cancellationToken);
        await RemoveUploadsAsync(user, cancellationToken);
        return await IsEmptyAsync(user, actor, cancellationToken);
    }

    private async Task CancelAsync(Guid user, Actor actor, CancellationToken cancellationToken)
    {
        Guid? before = null;
        do
        {
            before = (await jobs.ActOnAllAsync(actor, JobAction.Cancel, new JobCriteria(user, s_open), before, cancellationToken)).Next;
        }
        while (before is not null);
    }

    /// <summary>Deletes the jobs that have ended. A job that a worker is still stopping is deleted by the next run.</summary>
    private async Task RemoveJobsAsync(Guid user, Actor actor, CancellationToken cancellationToken)
    {
        Guid? before = null;
        do
        {
            var page = await jobs.SearchAsync(new JobSearch(new JobCriteria(user, s_ended), Page, before), cancellationToken);
            if (page.Jobs.Count > 0)
            {
                // Files first: as long as the job exists, they can be found again.
                foreach (var job in page.Jobs)
                {
                    await objects.DeleteAsync(job.Id, cancellationToken);
                }

                await jobs.ActOnAllAsync(actor, JobAction.Delete, new JobCriteria(user, s_ended, Ids: [.. page.Jobs.Select(job => job.Id)]), null, cancellationToken);
            }

            before = page.Next;
        }
        while (before is not null);
    }

    private async Task RemoveQueuesAsync(Guid user, Actor actor, CancellationToken cancellationToken)
    {
        string? after = null;
        do
        {
            var page = await queues.SearchAsync(new SearchQueuesRequest { Actor = actor, Limit = Page, After = after }, cancellationToken);
            foreach (var queue in page.Queues)
            {
                if (queue.OwnerId == user)
                {
                    await DeleteAsync(actor, queue.Name, cancellationToken);
                }
                else
                {
                    await queues.LeaveAsync(actor, queue.Name, cancellationToken);
                }
            }

            after = page.Next;
        }
        while (after is not null);
    }

    private async Task DeleteAsync(Actor actor, string queue, CancellationToken cancellationToken)
    {
        try
        {
            await queues.DeleteAsync(actor, queue, cancellationToken);
        }
        catch (ApiProblemException refusal) when (refusal.Problem.Status == StatusCodes.Status404NotFound)
        {
            // Deleted by another replica, or by this one before a crash.
        }
    }

    private async Task RemoveUploadsAsync(Guid user, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        while (await db.Uploads.AsNoTracking().Where(u => u.OwnerId == user).OrderBy(u => u.Id).Take(Page).ToListAsync(cancellationToken) is { Count: > 0 } page)
        {
            foreach (var upload in page)
            {
                await uploads.DeleteAsync(upload, cancellationToken);
            }
        }
    }

    private async Task<bool> IsEmptyAsync(Guid user, Actor actor, CancellationToken cancellationToken)
    {
        if ((await jobs.SearchAsync(new JobSearch(new JobCriteria(user), 1), cancellationToken)).Jobs.Count > 0
            || (await queues.SearchAsync(new SearchQueuesRequest { Actor = actor, Limit = 1 }, cancellationToken)).Queues.Count > 0)
        {
            return false;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return !await db.Uploads.AnyAsync(u => u.OwnerId == user, cancellationToken);
    }
}
