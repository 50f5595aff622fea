using Npgsql;
using NpgsqlTypes;
using Platform.Contracts.Jobs;
using Platform.JobManager.Database;
using Platform.JobManager.Kinds;
using Platform.ServiceDefaults.Database;

namespace Platform.JobManager.Dispatch;

/// <summary>The table <c>jobs.dispatch_batches</c>: what was committed as due and is not yet known to be at the broker.</summary>
internal static class DispatchOutbox
{
    /// <summary>The columns that <see cref="ReadDue"/> expects, in its order.</summary>
    public const string DueColumns =
        "j.id, j.attempt, j.owner_id, j.kind, j.priority, j.input, j.checkpoint, j.timeout_seconds, j.queued_at, j.trace_parent, j.request_id";

    /// <summary>Most jobs that a round reads with their contents, each of which may be as large as a caller may make it.</summary>
    public const int WithContents = 100;

    private static readonly string s_insert = JobSql.Files.Read(typeof(DispatchOutbox), "insert");
    private static readonly string s_claim = JobSql.Files.Read(typeof(DispatchOutbox), "claim");
    private static readonly string s_sizes = JobSql.Files.Read(typeof(DispatchOutbox), "sizes");
    private static readonly string s_queued = $"SELECT {DueColumns}, t.given_at IS NOT NULL\n" + JobSql.Files.Read(typeof(DispatchOutbox), "queued");
    private static readonly string s_delete = JobSql.Files.Read(typeof(DispatchOutbox), "delete");

    /// <summary>The command that makes a batch due in the transaction that queues its jobs.</summary>
    public static NpgsqlBatchCommand InsertCommand(Guid id, DateTimeOffset now, DateTimeOffset claimedUntil, List<Guid> jobIds)
    {
        var command = new NpgsqlBatchCommand(s_insert);
        command.Parameters.With(id).With(now).With(claimedUntil).With(jobIds, NpgsqlDbType.Array | NpgsqlDbType.Uuid);
        return command;
    }

    /// <summary>Takes batches that nobody published in time: which of their jobs are still queued, and how large these are.</summary>
    /// <param name="database">Pinned plans.</param>
    /// <param name="now">Claims that ended before are free.</param>
    /// <param name="claimedUntil">Until when they are this replica's.</param>
    /// <param name="limit">Most batches.</param>
    /// <param name="maxJobs">No further batch is taken once the others have so many jobs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<List<ClaimedBatch>> ClaimAsync(
        NpgsqlDataSource database, DateTimeOffset now, DateTimeOffset claimedUntil, int limit, int maxJobs, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await database.OpenConnectionAsync(cancellationToken);
        var claimed = new List<(Guid Id, Guid[] Jobs)>();
        await using (var claim = new NpgsqlCommand(s_claim, connection))
        {
            claim.Parameters.With(now).With(claimedUntil).With(limit).With(maxJobs);
            await using NpgsqlDataReader reader = await claim.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                claimed.Add((reader.GetGuid(0), await reader.GetFieldValueAsync<Guid[]>(1, cancellationToken)));
            }
        }

        if (claimed.Count == 0)
        {
            return [];
        }

        var sizes = new Dictionary<Guid, int>();
        await using (var select = new NpgsqlCommand(s_sizes, connection))
        {
            select.Parameters.With<Guid[]>([.. claimed.SelectMany(batch => batch.Jobs).Distinct()]);
            await using NpgsqlDataReader reader = await select.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                sizes[reader.GetGuid(0)] = reader.GetInt32(1);
            }
        }

        return
        [
            .. claimed.Select(batch => new ClaimedBatch(
                batch.Id, [.. batch.Jobs.Where(sizes.ContainsKey).Select(id => new ClaimedJob(id, sizes[id]))], claimedUntil)),
        ];
    }

    /// <summary>Reads those of some jobs that are still queued; what has to wait for its turn without its contents.</summary>
    public static async Task<Dictionary<Guid, DueJob>> ReadAsync(NpgsqlDataSource database, Guid[] jobs, CancellationToken cancellationToken)
    {
        var due = new Dictionary<Guid, DueJob>(jobs.Length);
        await using NpgsqlCommand select = database.CreateCommand(s_queued);
        select.Parameters.With(jobs);
        await using NpgsqlDataReader reader = await select.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            DueJob job = ReadDue(reader) with { HasTurn = reader.GetBoolean(11) };
            due[job.Id] = job.NeedsTurn ? job.WithoutContents() : job;
        }

        return due;
    }

    public static async Task DeleteAsync(NpgsqlDataSource database, List<Guid> batches, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand delete = database.CreateCommand(s_delete);
        delete.Parameters.With(batches, NpgsqlDbType.Array | NpgsqlDbType.Uuid);
        await delete.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Reads a row of <see cref="DueColumns"/>.</summary>
    public static DueJob ReadDue(NpgsqlDataReader reader, int from = 0) => new(
        reader.GetGuid(from),
        reader.GetInt32(from + 1),
        reader.GetGuid(from + 2),
        JobKindTable.Get(reader.GetString(from + 3)),
        (JobPriority)reader.GetInt16(from + 4),
        reader.GetString(from + 5),
        reader.TextOrNull(from + 6),
        reader.IntOrNull(from + 7),
        reader.Time(from + 8),
        reader.TextOrNull(from + 9),
        reader.TextOrNull(from + 10));
}
