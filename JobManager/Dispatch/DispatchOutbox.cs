using Npgsql;
using NpgsqlTypes;
using Platform.Contracts.Jobs;
using Platform.JobManager.Database;
using Platform.JobManager.Kinds;
using Platform.ServiceDefaults.Database;

namespace Platform.JobManager.Dispatch;

/// <summary>The outbox table <c>jobs.dispatch_batches</c>: a row for each commit that queued jobs, deleted once RabbitMQ has confirmed all of them.</summary>
internal static class DispatchOutbox
{
    /// <summary>The columns that <see cref="ReadDue"/> reads, in order.</summary>
    public const string DueColumns =
        "j.id, j.attempt, j.owner_id, j.kind, j.priority, j.input, j.checkpoint, j.timeout_seconds, j.queued_at, j.trace_parent, j.request_id";

    /// <summary>The number of jobs whose inputs and checkpoints are read at a time; a caller can make each of them as large as the limits allow.</summary>
    public const int MaxJobsPerRound = 100;

    private static readonly string s_insert = JobSql.Files.Read(typeof(DispatchOutbox), "insert");
    private static readonly string s_claim = JobSql.Files.Read(typeof(DispatchOutbox), "claim");
    private static readonly string s_sizes = JobSql.Files.Read(typeof(DispatchOutbox), "sizes");
    private static readonly string s_queued = $"SELECT {DueColumns}, t.given_at IS NOT NULL\n" + JobSql.Files.Read(typeof(DispatchOutbox), "queued");
    private static readonly string s_delete = JobSql.Files.Read(typeof(DispatchOutbox), "delete");

    /// <summary>Creates the command that adds an outbox row. It belongs into the transaction that queues the jobs.</summary>
    public static NpgsqlBatchCommand InsertCommand(Guid id, DateTimeOffset now, DateTimeOffset claimedUntil, List<Guid> jobIds)
    {
        var command = new NpgsqlBatchCommand(s_insert);
        command.Parameters.With(id).With(now).With(claimedUntil).With(jobIds, NpgsqlDbType.Array | NpgsqlDbType.Uuid);
        return command;
    }

    /// <summary>Claims rows whose claim has expired, and reads the sizes of those of their jobs that are still queued.</summary>
    /// <param name="database">A data source with pinned query plans.</param>
    /// <param name="now">The current time; claims that ended before it have expired.</param>
    /// <param name="claimedUntil">When the new claim expires.</param>
    /// <param name="limit">The maximum number of rows.</param>
    /// <param name="maxJobs">No further row is claimed once the claimed ones contain this many jobs.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    public static async Task<List<ClaimedBatch>> ClaimAsync(
        NpgsqlDataSource database, DateTimeOffset now, DateTimeOffset claimedUntil, int limit, int maxJobs, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var claimed = new List<(Guid Id, Guid[] Jobs)>();
        await using (var claim = new NpgsqlCommand(s_claim, connection))
        {
            claim.Parameters.With(now).With(claimedUntil).With(limit).With(maxJobs);
            await using var reader = await claim.ExecuteReaderAsync(cancellationToken);
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
            await using var reader = await select.ExecuteReaderAsync(cancellationToken);
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

    /// <summary>Reads those of the jobs that are still queued. Jobs that need a permit are returned without input and checkpoint.</summary>
    public static async Task<Dictionary<Guid, DueJob>> ReadAsync(NpgsqlDataSource database, Guid[] jobs, CancellationToken cancellationToken)
    {
        var due = new Dictionary<Guid, DueJob>(jobs.Length);
        await using var select = database.CreateCommand(s_queued);
        select.Parameters.With(jobs);
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var job = ReadDue(reader) with { HasPermit = reader.GetBoolean(11) };
            due[job.Id] = job.NeedsPermit ? job.WithoutPayload() : job;
        }

        return due;
    }

    /// <summary>Deletes rows whose jobs have all been confirmed.</summary>
    public static async Task DeleteAsync(NpgsqlDataSource database, List<Guid> batches, CancellationToken cancellationToken)
    {
        await using var delete = database.CreateCommand(s_delete);
        delete.Parameters.With(batches, NpgsqlDbType.Array | NpgsqlDbType.Uuid);
        await delete.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Reads a job from the columns <see cref="DueColumns"/>, which begin at index <paramref name="from"/>.</summary>
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
