using Npgsql;
using NpgsqlTypes;
using Platform.Contracts.Jobs;
using Platform.JobManager.Kinds;
using Platform.ServiceDefaults.Database;

namespace Platform.JobManager.Dispatch;

/// <summary>
/// The tables <c>jobs.turns</c> and <c>jobs.worker_places</c>. Turns are written under one lock: of all replicas one at a time.
/// </summary>
internal static class TurnStore
{
    private const string Lock = "SELECT pg_advisory_xact_lock(8102)";

    private const string AnyWaiting = "SELECT EXISTS (SELECT FROM jobs.turns WHERE given_at IS NULL)";

    private const string Enter =
        """
        INSERT INTO jobs.turns AS t (job_id, owner_id, queued_at, attempt, priority)
        SELECT DISTINCT ON (j.id) j.id, j.owner_id, j.queued_at, j.attempt, j.priority
        FROM unnest($1, $2) AS n(id, attempt) JOIN jobs.jobs j ON j.id = n.id
        WHERE j.attempt = n.attempt AND j.state = 1
        ORDER BY j.id
        ON CONFLICT (job_id) DO UPDATE
            SET queued_at = excluded.queued_at, given_at = NULL, attempt = excluded.attempt, priority = excluded.priority
            WHERE t.attempt < excluded.attempt
        """;

    private const string HasEnded =
        "NOT EXISTS (SELECT FROM jobs.jobs j WHERE j.id = t.job_id AND j.attempt = t.attempt AND j.state = 1)";

    private const string RemoveEnded =
        $"""
        WITH ended AS (DELETE FROM jobs.turns t WHERE t.given_at IS NOT NULL AND {HasEnded} RETURNING t.job_id, t.attempt, t.priority, t.given_at)
        {SelectTaken}
        """;

    // Those of jobs that were cancelled as they waited, too. It looks at all of them.
    private const string RemoveAllEnded =
        $"""
        WITH ended AS (DELETE FROM jobs.turns t WHERE {HasEnded} RETURNING t.job_id, t.attempt, t.priority, t.given_at)
        {SelectTaken}
        """;

    // What was cancelled at the broker was not taken from there.
    private const string SelectTaken =
        """
        SELECT j.kind, e.priority, max(e.given_at) FROM ended e JOIN jobs.jobs j ON j.id = e.job_id
        WHERE j.attempt = e.attempt AND j.started_at IS NOT NULL AND e.given_at IS NOT NULL
        GROUP BY j.kind, e.priority
        """;

    private const string Keep =
        """
        UPDATE jobs.turns t SET attempt = j.attempt, given_at = $2
        FROM unnest($1) AS k(id) JOIN jobs.jobs j ON j.id = k.id
        WHERE t.job_id = k.id AND t.given_at IS NOT NULL AND t.attempt = j.attempt - 1
        RETURNING t.job_id
        """;

    // Counted back from the last word of any worker: while none can be heard, what they said last is as good as it gets.
    private const string Places =
        """
        SELECT coalesce(sum(places), 0)::integer FROM jobs.worker_places
        WHERE told_at > (SELECT max(told_at) FROM jobs.worker_places) - $1
        """;

    private const string Running =
        """
        SELECT owner_id, count(*)::integer FROM jobs.jobs
        WHERE lease_expires_at > '-infinity' AND state = 2 AND kind <> ALL ($1)
        GROUP BY owner_id
        """;

    private const string Given = "SELECT owner_id, count(*)::integer FROM jobs.turns WHERE given_at IS NOT NULL GROUP BY owner_id";

    // From owner to owner along the index, some of each: however many one of them has waiting, the others' are found.
    private const string Waiting =
        """
        WITH RECURSIVE owners AS (
            (SELECT owner_id FROM jobs.turns WHERE given_at IS NULL ORDER BY owner_id LIMIT 1)
            UNION ALL
            SELECT (SELECT t.owner_id FROM jobs.turns t WHERE t.given_at IS NULL AND t.owner_id > o.owner_id ORDER BY t.owner_id LIMIT 1)
            FROM owners o WHERE o.owner_id IS NOT NULL)
        SELECT w.job_id, w.owner_id, w.priority, w.queued_at
        FROM owners o CROSS JOIN LATERAL (
            SELECT t.job_id, t.owner_id, t.priority, t.queued_at FROM jobs.turns t
            WHERE t.owner_id = o.owner_id AND t.given_at IS NULL
            ORDER BY t.priority DESC, t.queued_at, t.job_id LIMIT $1) w
        WHERE o.owner_id IS NOT NULL
        """;

    private const string Give =
        $"""
        UPDATE jobs.turns t SET given_at = $2
        FROM unnest($1) AS g(id) JOIN jobs.jobs j ON j.id = g.id
        WHERE t.job_id = g.id AND j.attempt = t.attempt AND j.state = 1
        RETURNING {DispatchOutbox.DueColumns}
        """;

    private const string Drop = "DELETE FROM jobs.turns t USING unnest($1) AS d(id) WHERE t.job_id = d.id AND t.given_at IS DISTINCT FROM $2";

    private const string Tell =
        """
        INSERT INTO jobs.worker_places AS p (worker_id, told_at, places) SELECT n.worker_id, $3, n.places FROM unnest($1, $2) AS n(worker_id, places)
        ON CONFLICT (worker_id) DO UPDATE SET told_at = excluded.told_at, places = excluded.places WHERE p.told_at < excluded.told_at
        """;

    private const string Forget = "DELETE FROM jobs.worker_places WHERE told_at < $1";

    public static async Task<bool> AnyWaitingAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var any = new NpgsqlCommand(AnyWaiting, connection);
        return (bool)(await any.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Stores how many places workers have.</summary>
    public static async Task TellAsync(
        NpgsqlConnection connection, List<(string Worker, int Places)> told, DateTimeOffset now, TimeSpan kept, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        var tell = new NpgsqlBatchCommand(Tell);
        tell.Parameters.With<string[]>([.. told.Select(one => one.Worker)]).With<int[]>([.. told.Select(one => one.Places)]).With(now);
        batch.BatchCommands.Add(tell);
        var forget = new NpgsqlBatchCommand(Forget);
        forget.Parameters.With(now - kept);
        batch.BatchCommands.Add(forget);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Takes the lock; before any lock of a job's row, which those who hold this one may wait for.</summary>
    public static async Task LockAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var turn = new NpgsqlCommand(Lock, connection, transaction);
        await turn.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Jobs that go to the broker again, in the next attempt, keep the turn that they had.</summary>
    /// <returns>Those that had one.</returns>
    public static async Task<HashSet<Guid>> KeepAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IEnumerable<Guid> jobs, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var keep = new NpgsqlCommand(Keep, connection, transaction);
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
        batch.BatchCommands.Add(new NpgsqlBatchCommand(isTidying ? RemoveAllEnded : RemoveEnded));
        if (jobs.Count > 0)
        {
            var enter = new NpgsqlBatchCommand(Enter);
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
        await using var places = new NpgsqlCommand(Places, connection, transaction);
        places.Parameters.With(heard, NpgsqlDbType.Interval);
        int known = (int)(await places.ExecuteScalarAsync(cancellationToken))!;
        var picker = new TurnPicker(known, perOwner);
        await using var batch = new NpgsqlBatch(connection, transaction);
        var running = new NpgsqlBatchCommand(Running);
        running.Parameters.With(JobKindTable.ShortKinds, NpgsqlDbType.Array | NpgsqlDbType.Text);
        batch.BatchCommands.Add(running);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Given));
        var waiting = new NpgsqlBatchCommand(Waiting);
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
        var give = new NpgsqlBatchCommand(Give);
        give.Parameters.With(jobs, NpgsqlDbType.Array | NpgsqlDbType.Uuid).With(now);
        batch.BatchCommands.Add(give);
        var drop = new NpgsqlBatchCommand(Drop);
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
