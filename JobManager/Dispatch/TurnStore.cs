using Npgsql;
using NpgsqlTypes;
using Platform.Contracts.Jobs;
using Platform.JobManager.Database;
using Platform.JobManager.Kinds;
using Platform.ServiceDefaults.Database;

namespace Platform.JobManager.Dispatch;

/// <summary>
/// The tables <c>jobs.turns</c> and <c>jobs.worker_places</c>. Turns are written under one lock: of all replicas one at a time.
/// </summary>
internal static class TurnStore
{
    private static readonly string s_lock = JobSql.Files.Read(typeof(TurnStore), "lock");
    private static readonly string s_anyWaiting = JobSql.Files.Read(typeof(TurnStore), "any-waiting");
    private static readonly string s_enter = JobSql.Files.Read(typeof(TurnStore), "enter");
    private static readonly string s_removeGiven = JobSql.Files.Read(typeof(TurnStore), "remove-given");
    private static readonly string s_removeAll = JobSql.Files.Read(typeof(TurnStore), "remove-all");
    private static readonly string s_keep = JobSql.Files.Read(typeof(TurnStore), "keep");
    private static readonly string s_countPlaces = JobSql.Files.Read(typeof(TurnStore), "count-places");
    private static readonly string s_countRunning = JobSql.Files.Read(typeof(TurnStore), "count-running");
    private static readonly string s_countGiven = JobSql.Files.Read(typeof(TurnStore), "count-given");
    private static readonly string s_waiting = JobSql.Files.Read(typeof(TurnStore), "waiting");
    private static readonly string s_give = JobSql.Files.Read(typeof(TurnStore), "give") + $"\nRETURNING {DispatchOutbox.DueColumns}";
    private static readonly string s_drop = JobSql.Files.Read(typeof(TurnStore), "drop");
    private static readonly string s_storePlaces = JobSql.Files.Read(typeof(TurnStore), "store-places");
    private static readonly string s_forgetPlaces = JobSql.Files.Read(typeof(TurnStore), "forget-places");

    public static async Task<bool> AnyWaitingAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var any = new NpgsqlCommand(s_anyWaiting, connection);
        return (bool)(await any.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Stores how many places workers have.</summary>
    public static async Task TellAsync(
        NpgsqlConnection connection, List<(string Worker, int Places)> told, DateTimeOffset now, TimeSpan kept, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        var tell = new NpgsqlBatchCommand(s_storePlaces);
        tell.Parameters.With<string[]>([.. told.Select(one => one.Worker)]).With<int[]>([.. told.Select(one => one.Places)]).With(now);
        batch.BatchCommands.Add(tell);
        var forget = new NpgsqlBatchCommand(s_forgetPlaces);
        forget.Parameters.With(now - kept);
        batch.BatchCommands.Add(forget);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Takes the lock; before any lock of a job's row, which those who hold this one may wait for.</summary>
    public static async Task LockAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var turn = new NpgsqlCommand(s_lock, connection, transaction);
        await turn.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Jobs that go to the broker again, in the next attempt, keep the turn that they had.</summary>
    /// <returns>Those that had one.</returns>
    public static async Task<HashSet<Guid>> KeepAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IEnumerable<Guid> jobs, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var keep = new NpgsqlCommand(s_keep, connection, transaction);
        keep.Parameters.With<Guid[]>([.. jobs]).With(now);
        var kept = new HashSet<Guid>();
        await using NpgsqlDataReader reader = await keep.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            kept.Add(reader.GetGuid(0));
        }

        return kept;
    }

    /// <summary>Takes the lock, adds jobs that need a turn and removes turns that were taken; tidying also those that nobody can take any more.</summary>
    /// <returns>By queue, the latest turn among those that were taken.</returns>
    public static async Task<List<(string Queue, DateTimeOffset GivenAt)>> EnterAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, List<DueJob> jobs, bool isTidying, CancellationToken cancellationToken)
    {
        await LockAsync(connection, transaction, cancellationToken);

        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(isTidying ? s_removeAll : s_removeGiven));
        if (jobs.Count > 0)
        {
            var enter = new NpgsqlBatchCommand(s_enter);
            enter.Parameters.With<Guid[]>([.. jobs.Select(job => job.Id)]).With<int[]>([.. jobs.Select(job => job.Attempt)]);
            batch.BatchCommands.Add(enter);
        }

        var taken = new List<(string Queue, DateTimeOffset GivenAt)>();
        await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            taken.Add((JobQueueNames.Of(JobKindTable.Get(reader.GetString(0)), (JobPriority)reader.GetInt16(1)), reader.Time(2)));
        }

        while (await reader.NextResultAsync(cancellationToken))
        {
            // To the end, so that errors of the later command come out.
        }

        return taken;
    }

    /// <summary>Reads what decides whose turn it is.</summary>
    /// <param name="connection">One with pinned plans.</param>
    /// <param name="transaction">The one that holds the lock.</param>
    /// <param name="heard">How long before the last word of any worker a worker may have fallen silent and still counts.</param>
    /// <param name="perOwner">Share of an owner, if set.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<TurnPicker> ReadAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, TimeSpan heard, int? perOwner, CancellationToken cancellationToken)
    {
        await using var places = new NpgsqlCommand(s_countPlaces, connection, transaction);
        places.Parameters.With(heard, NpgsqlDbType.Interval);
        int known = (int)(await places.ExecuteScalarAsync(cancellationToken))!;
        var picker = new TurnPicker(known, perOwner);
        await using var batch = new NpgsqlBatch(connection, transaction);
        var running = new NpgsqlBatchCommand(s_countRunning);
        running.Parameters.With(JobKindTable.ShortKinds, NpgsqlDbType.Array | NpgsqlDbType.Text);
        batch.BatchCommands.Add(running);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(s_countGiven));
        var waiting = new NpgsqlBatchCommand(s_waiting);
        waiting.Parameters.With(known == 0 ? 500 : 4);
        batch.BatchCommands.Add(waiting);
        await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            picker.AddRunning(reader.GetGuid(0), reader.GetInt32(1));
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            picker.AddGiven(reader.GetGuid(0), reader.GetInt32(1));
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            picker.AddWaiting(new WaitingTurn(reader.GetGuid(0), reader.GetGuid(1), reader.GetInt16(2), reader.Time(3)));
        }

        return picker;
    }

    /// <summary>Gives jobs their turn, in that order; those that are no longer queued lose theirs.</summary>
    public static async Task<List<DueJob>> GiveAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, List<Guid> jobs, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var given = new Dictionary<Guid, DueJob>(jobs.Count);
        await using var batch = new NpgsqlBatch(connection, transaction);
        var give = new NpgsqlBatchCommand(s_give);
        give.Parameters.With(jobs, NpgsqlDbType.Array | NpgsqlDbType.Uuid).With(now);
        batch.BatchCommands.Add(give);
        var drop = new NpgsqlBatchCommand(s_drop);
        drop.Parameters.With(jobs, NpgsqlDbType.Array | NpgsqlDbType.Uuid).With(now);
        batch.BatchCommands.Add(drop);
        await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            DueJob job = DispatchOutbox.ReadDue(reader) with { HasTurn = true };
            given.Add(job.Id, job);
        }

        while (await reader.NextResultAsync(cancellationToken))
        {
            // To the end, so that errors of the later command come out.
        }

        return [.. jobs.Where(given.ContainsKey).Select(id => given[id])];
    }
}
