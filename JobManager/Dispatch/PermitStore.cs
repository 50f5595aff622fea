using Npgsql;
using NpgsqlTypes;
using Platform.Contracts.Jobs;
using Platform.JobManager.Database;
using Platform.JobManager.Kinds;
using Platform.JobManager.Workers;
using Platform.ServiceDefaults.Database;

namespace Platform.JobManager.Dispatch;

/// <summary>
/// The tables <c>jobs.turns</c> (permits of long jobs, granted once <c>given_at</c> is set) and <c>jobs.worker_places</c> (slots of workers).
/// Permits are written under a lock that only one replica holds at a time.
/// </summary>
internal static class PermitStore
{
    /// <summary>The requests of an owner that are read for a round. Further ones are read in the next round, which follows at once.</summary>
    private const int RequestsPerOwner = 4;

    /// <summary>The requests of an owner that are read while no worker has reported slots, and nothing limits the permits.</summary>
    private const int RequestsPerOwnerWithoutSlots = 500;

    private static readonly string s_lock = JobSql.Files.Read(typeof(PermitStore), "lock");
    private static readonly string s_anyWaiting = JobSql.Files.Read(typeof(PermitStore), "any-waiting");
    private static readonly string s_insert = JobSql.Files.Read(typeof(PermitStore), "insert");
    private static readonly string s_deleteUsed = JobSql.Files.Read(typeof(PermitStore), "delete-used");
    private static readonly string s_deleteStale = JobSql.Files.Read(typeof(PermitStore), "delete-stale");
    private static readonly string s_carryOver = JobSql.Files.Read(typeof(PermitStore), "carry-over");
    private static readonly string s_countSlots = JobSql.Files.Read(typeof(PermitStore), "count-slots");
    private static readonly string s_countRunning = JobSql.Files.Read(typeof(PermitStore), "count-running");
    private static readonly string s_countGranted = JobSql.Files.Read(typeof(PermitStore), "count-granted");
    private static readonly string s_countWaiting = JobSql.Files.Read(typeof(PermitStore), "count-waiting");
    private static readonly string s_findWaiting = JobSql.Files.Read(typeof(PermitStore), "find-waiting");
    private static readonly string s_grant = JobSql.Files.Read(typeof(PermitStore), "grant") + $"\nRETURNING {DispatchOutbox.DueColumns}";
    private static readonly string s_deleteUngranted = JobSql.Files.Read(typeof(PermitStore), "delete-ungranted");
    private static readonly string s_storeSlots = JobSql.Files.Read(typeof(PermitStore), "store-slots");
    private static readonly string s_deleteOldSlots = JobSql.Files.Read(typeof(PermitStore), "delete-old-slots");

    /// <summary>Returns true if a job waits for a permit.</summary>
    public static async Task<bool> AnyWaitingAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var any = new NpgsqlCommand(s_anyWaiting, connection);
        return (bool)(await any.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Stores the slots that workers have reported, and deletes those of workers that have been silent for <paramref name="keptFor"/>.</summary>
    public static async Task StoreSlotsAsync(
        NpgsqlConnection connection, List<ReportedSlots> reported, DateTimeOffset now, TimeSpan keptFor, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        var store = new NpgsqlBatchCommand(s_storeSlots);
        store.Parameters
            .With<string[]>([.. reported.Select(report => report.Worker)])
            .With<int[]>([.. reported.Select(report => report.Slots)])
            .With(now)
            .With<string?[]>([.. reported.Select(report => report.Processors)], NpgsqlDbType.Array | NpgsqlDbType.Text);
        batch.BatchCommands.Add(store);
        var delete = new NpgsqlBatchCommand(s_deleteOldSlots);
        delete.Parameters.With(now - keptFor);
        batch.BatchCommands.Add(delete);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Takes the lock of permits. It must come before any lock on a job's row, because holders of this lock wait for such rows.</summary>
    public static async Task LockAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(s_lock, connection, transaction);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Carries the permits of jobs over to their next attempt, when they are published again.</summary>
    /// <returns>The jobs that had a permit.</returns>
    public static async Task<HashSet<Guid>> CarryOverAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IEnumerable<Guid> jobs, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(s_carryOver, connection, transaction);
        command.Parameters.With<Guid[]>([.. jobs]).With(now);
        var carriedOver = new HashSet<Guid>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            carriedOver.Add(reader.GetGuid(0));
        }

        return carriedOver;
    }

    /// <summary>
    /// Takes the lock, adds new requests and deletes permits that have been used. A clean-up also deletes rows of jobs that are no longer
    /// queued for any other reason.
    /// </summary>
    /// <returns>For each queue with used permits the time of the latest one.</returns>
    public static async Task<List<(string Queue, DateTimeOffset GrantedAt)>> UpdateAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, List<DueJob> requests, bool isCleanUp, CancellationToken cancellationToken)
    {
        await LockAsync(connection, transaction, cancellationToken);

        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(isCleanUp ? s_deleteStale : s_deleteUsed));
        if (requests.Count > 0)
        {
            var insert = new NpgsqlBatchCommand(s_insert);
            insert.Parameters.With<Guid[]>([.. requests.Select(job => job.Id)]).With<int[]>([.. requests.Select(job => job.Attempt)]);
            batch.BatchCommands.Add(insert);
        }

        var used = new List<(string Queue, DateTimeOffset GrantedAt)>();
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            used.Add((JobQueueNames.Of(JobKindTable.Get(reader.GetString(0)), (JobPriority)reader.GetInt16(1)), reader.Time(2)));
        }

        while (await reader.NextResultAsync(cancellationToken))
        {
            // Errors of later commands surface only when their results are read.
        }

        return used;
    }

    /// <summary>Counts the slots, and the jobs that use them.</summary>
    /// <param name="connection">A connection with pinned query plans.</param>
    /// <param name="transaction">The transaction that holds the lock; null to only look.</param>
    /// <param name="slotsValidFor">How long before the latest report of any worker a worker may have fallen silent and still counts.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    public static async Task<PermitUse> CountAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, TimeSpan slotsValidFor, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        var countSlots = new NpgsqlBatchCommand(s_countSlots);
        countSlots.Parameters.With(slotsValidFor, NpgsqlDbType.Interval);
        batch.BatchCommands.Add(countSlots);
        var countRunning = new NpgsqlBatchCommand(s_countRunning);
        countRunning.Parameters.With(JobKindTable.ShortKinds, NpgsqlDbType.Array | NpgsqlDbType.Text);
        batch.BatchCommands.Add(countRunning);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(s_countGranted));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var slots = reader.GetInt32(0);
        await reader.NextResultAsync(cancellationToken);
        var running = await ReadCountsAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return new PermitUse(slots, running, await ReadCountsAsync(reader, cancellationToken));
    }

    /// <summary>Finds the first waiting jobs of each owner, except for those that would fetch from some hosts.</summary>
    /// <param name="connection">A connection with pinned query plans.</param>
    /// <param name="transaction">The transaction that holds the lock.</param>
    /// <param name="areSlotsKnown">False while no worker has reported slots, and nothing limits the permits.</param>
    /// <param name="fullHosts">The hosts to leave out.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public static async Task<List<PermitRequest>> FindWaitingAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, bool areSlotsKnown, string[] fullHosts, CancellationToken cancellationToken)
    {
        await using var find = new NpgsqlCommand(s_findWaiting, connection, transaction);
        find.Parameters.With(areSlotsKnown ? RequestsPerOwner : RequestsPerOwnerWithoutSlots).With(fullHosts, NpgsqlDbType.Array | NpgsqlDbType.Text);
        var waiting = new List<PermitRequest>();
        await using var reader = await find.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            waiting.Add(new PermitRequest(reader.GetGuid(0), reader.GetGuid(1), reader.GetInt16(2), reader.Time(3), reader.TextOrNull(4)));
        }

        return waiting;
    }

    /// <summary>Counts an owner's jobs that wait for a permit, by host; the hosts with the most come first.</summary>
    /// <param name="connection">A connection with pinned query plans.</param>
    /// <param name="owner">The owner.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public static async Task<List<PermitCount>> CountWaitingAsync(NpgsqlConnection connection, Guid owner, CancellationToken cancellationToken)
    {
        await using var count = new NpgsqlCommand(s_countWaiting, connection);
        count.Parameters.With(owner);
        await using var reader = await count.ExecuteReaderAsync(cancellationToken);
        return await ReadCountsAsync(reader, cancellationToken);
    }

    /// <summary>Grants permits to jobs. The requests of jobs that are no longer queued are deleted.</summary>
    /// <returns>The jobs that got a permit, in the given order.</returns>
    public static async Task<List<DueJob>> GrantAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, List<Guid> jobs, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var granted = new Dictionary<Guid, DueJob>(jobs.Count);
        await using var batch = new NpgsqlBatch(connection, transaction);
        var grant = new NpgsqlBatchCommand(s_grant);
        grant.Parameters.With(jobs, NpgsqlDbType.Array | NpgsqlDbType.Uuid).With(now);
        batch.BatchCommands.Add(grant);
        var delete = new NpgsqlBatchCommand(s_deleteUngranted);
        delete.Parameters.With(jobs, NpgsqlDbType.Array | NpgsqlDbType.Uuid).With(now);
        batch.BatchCommands.Add(delete);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var job = DispatchOutbox.ReadDue(reader) with { HasPermit = true };
            granted.Add(job.Id, job);
        }

        while (await reader.NextResultAsync(cancellationToken))
        {
            // Errors of later commands surface only when their results are read.
        }

        return [.. jobs.Where(granted.ContainsKey).Select(id => granted[id])];
    }

    private static async Task<List<PermitCount>> ReadCountsAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var counts = new List<PermitCount>();
        while (await reader.ReadAsync(cancellationToken))
        {
            counts.Add(new PermitCount(reader.GetGuid(0), reader.TextOrNull(1), reader.GetInt32(2)));
        }

        return counts;
    }
}
