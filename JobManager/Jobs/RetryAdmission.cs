using Npgsql;
using NpgsqlTypes;
using Platform.JobManager.Backlog;
using Platform.JobManager.Database;
using Platform.JobManager.Kinds;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Measures;

namespace Platform.JobManager.Jobs;

/// <summary>Asks for room in the backlog before jobs are retried by hand: by the rule that holds when they are submitted.</summary>
internal sealed class RetryAdmission(JobDatabase database, AdmissionPacer pacer)
{
    private static readonly string s_findRetryable = JobSql.Files.Read<RetryAdmission>("find-retryable");

    /// <summary>Asks for all of them, and takes as many as there is room for, newest first.</summary>
    public async Task<RetryRoom> AskAsync(Guid[] ids, Guid? owner, CancellationToken cancellationToken)
    {
        List<(Guid Id, Guid Owner, QueueCount Count)> jobs = await database.For(QueryType.Select).ExecuteAsync(
            async token => await FindAsync(ids, owner, token), cancellationToken);
        LargestOwners? largest = pacer.Apart;
        var room = new RetryRoom();
        foreach (IGrouping<OwnerShare, (Guid Id, Guid Owner, QueueCount Count)> some in jobs
            .OrderByDescending(job => job.Id).GroupBy(job => largest?.ShareOf(job.Owner) ?? OwnerShare.Unsorted).OrderBy(some => some.Key))
        {
            (Guid Id, Guid Owner, QueueCount Count)[] all = [.. some];
            int accepted;
            TimeSpan? retryAfter;
            try
            {
                (accepted, retryAfter) = await pacer.AdmitSomeAsync(
                    Array.ConvertAll(all, job => job.Count), some.Key, room.Admission, cancellationToken);
            }
            catch
            {
                pacer.TakeBack(room.Admission);
                throw;
            }

            room.Admitted.AddRange(all.Take(accepted).Select(job => job.Id));
            if (retryAfter is { } wait)
            {
                bool isOwn = some.Key is not (OwnerShare.Some or OwnerShare.Unsorted);
                room.Refuse(all.Skip(accepted).Select(job => job.Id), wait, isOwn);
            }
        }

        return room;
    }

    private async Task<List<(Guid Id, Guid Owner, QueueCount Count)>> FindAsync(Guid[] ids, Guid? owner, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand find = database.Hot.CreateCommand(s_findRetryable);
        find.Parameters.With(ids).WithNullable(owner, NpgsqlDbType.Uuid);
        var found = new List<(Guid Id, Guid Owner, QueueCount Count)>();
        await using NpgsqlDataReader reader = await find.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add((reader.GetGuid(0), reader.GetGuid(1), QueueCount.Of(JobKindTable.Get(reader.GetString(2)))));
        }

        return found;
    }
}
