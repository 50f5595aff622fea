using NpgsqlTypes;
using Platform.JobManager.Backlog;
using Platform.JobManager.Database;
using Platform.JobManager.Kinds;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Measures;

namespace Platform.JobManager.Jobs;

/// <summary>Asks for admission before jobs are retried by hand, with the same rules as for new submissions.</summary>
internal sealed class RetryAdmission(JobDatabase database, AdmissionPacer pacer)
{
    private static readonly string s_findRetryable = JobSql.Files.Read<RetryAdmission>("find-retryable");

    /// <summary>Admits as many of the jobs as there is capacity for, newest first.</summary>
    public async Task<RetryDecision> AdmitAsync(Guid[] ids, Guid? owner, CancellationToken cancellationToken)
    {
        var jobs = await database.For(QueryType.Select).ExecuteAsync(
            async token => await FindAsync(ids, owner, token), cancellationToken);
        var largest = pacer.LimitedOwners;
        var decision = new RetryDecision();
        foreach (var group in jobs
            .OrderByDescending(job => job.Id).GroupBy(job => largest?.ShareOf(job.Owner) ?? OwnerShare.Unknown).OrderBy(group => group.Key))
        {
            (Guid Id, Guid Owner, QueueCount Count)[] all = [.. group];
            int accepted;
            TimeSpan? retryAfter;
            try
            {
                (accepted, retryAfter) = await pacer.AdmitSomeAsync(
                    Array.ConvertAll(all, job => job.Count), group.Key, decision.Admission, cancellationToken);
            }
            catch
            {
                pacer.Release(decision.Admission);
                throw;
            }

            decision.Admitted.AddRange(all.Take(accepted).Select(job => job.Id));
            if (retryAfter is { } wait)
            {
                var isOwn = group.Key is not (OwnerShare.Minority or OwnerShare.Unknown);
                decision.Refuse(all.Skip(accepted).Select(job => job.Id), wait, isOwn);
            }
        }

        return decision;
    }

    private async Task<List<(Guid Id, Guid Owner, QueueCount Count)>> FindAsync(Guid[] ids, Guid? owner, CancellationToken cancellationToken)
    {
        await using var find = database.Hot.CreateCommand(s_findRetryable);
        find.Parameters.With(ids).WithNullable(owner, NpgsqlDbType.Uuid);
        var found = new List<(Guid Id, Guid Owner, QueueCount Count)>();
        await using var reader = await find.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add((reader.GetGuid(0), reader.GetGuid(1), QueueCount.Of(JobKindTable.Get(reader.GetString(2)))));
        }

        return found;
    }
}
