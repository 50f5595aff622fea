using Npgsql;
using NpgsqlTypes;
using Platform.JobManager.Backlog;
using Platform.JobManager.Database;
using Platform.JobManager.Kinds;
using Platform.JobManager.Refusals;
using Platform.ServiceDefaults.Measures;

namespace Platform.JobManager.Jobs;

/// <summary>Asks for room in the backlog before jobs are retried by hand: by the rule that holds when they are submitted.</summary>
internal sealed class RetryAdmission(JobDatabase database, AdmissionPacer pacer)
{
    private const string FindRetryable =
        """
        SELECT j.owner_id, j.kind FROM unnest($1) AS r(id) JOIN jobs.jobs j ON j.id = r.id
        WHERE j.state IN (4, 5) AND ($2::uuid IS NULL OR j.owner_id = $2)
        """;

    /// <summary>Asks for all of them together: there is room for all, or none is taken.</summary>
    /// <returns>What was counted as queued.</returns>
    /// <exception cref="BacklogFullException">There is no room.</exception>
    public async Task<QueueCount> AskAsync(Guid[] ids, Guid? owner, CancellationToken cancellationToken)
    {
        List<(Guid Owner, QueueCount Count)> jobs = await database.For(QueryType.Select).ExecuteAsync(
            async token => await FindAsync(ids, owner, token), cancellationToken);
        LargestOwners? largest = pacer.Apart;
        QueueCount admitted = default;
        foreach (IGrouping<OwnerShare, QueueCount> some in jobs
            .GroupBy(job => largest?.ShareOf(job.Owner) ?? OwnerShare.Unsorted, job => job.Count).OrderBy(some => some.Key))
        {
            QueueCount count = some.Aggregate(default(QueueCount), (sum, one) => sum + one);
            TimeSpan? retryAfter;
            try
            {
                retryAfter = await pacer.AdmitAsync(count, some.Key, cancellationToken);
            }
            catch
            {
                pacer.Entered(-admitted);
                throw;
            }

            if (retryAfter is { } wait)
            {
                pacer.Entered(-admitted);
                bool isOwn = some.Key is not (OwnerShare.Some or OwnerShare.Unsorted);
                throw new BacklogFullException(wait, isOwn ? BacklogFullException.OwnJobsWait : BacklogFullException.ManyWait);
            }

            admitted += count;
        }

        return admitted;
    }

    private async Task<List<(Guid Owner, QueueCount Count)>> FindAsync(Guid[] ids, Guid? owner, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand find = database.Hot.CreateCommand(FindRetryable);
        find.Parameters.With(ids).WithNullable(owner, NpgsqlDbType.Uuid);
        var found = new List<(Guid Owner, QueueCount Count)>();
        await using NpgsqlDataReader reader = await find.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add((reader.GetGuid(0), QueueCount.Of(JobKindTable.Get(reader.GetString(1)))));
        }

        return found;
    }
}
