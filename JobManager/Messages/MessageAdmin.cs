using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Contracts.PublicApi;
using Platform.JobManager.Database;
using Platform.JobManager.Queues;

namespace Platform.JobManager.Messages;

/// <summary>Purges queues and dead letters, and has dead letters delivered again; in small commits, so that nobody waits for them.</summary>
internal sealed class MessageAdmin(JobDatabase database, QueueSignals signals, IOptions<QueueOptions> options, TimeProvider time)
{
    private const int Chunk = 5000;

    // Going through the table for one chunk looks cheap enough to the planner, but there are as many chunks as the table is long.
    private const string PinnedPlans = "SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off";

    private const string LastId = "SELECT last_value FROM jobs.message_ids";

    private static readonly string s_purge =
        $"""
        WITH d AS MATERIALIZED (
            SELECT id FROM jobs.messages
            WHERE queue_id = $1 AND id > $4 AND id <= $2 AND phase IN (0, 2, 4) ORDER BY id LIMIT {Chunk} FOR UPDATE SKIP LOCKED
        ), gone AS (
            DELETE FROM jobs.messages m USING d WHERE m.queue_id = $1 AND m.id = d.id
            RETURNING m.queue_id, m.id, m.group_key
        ), c AS (
            {Counts.Add("gone", "$3", ("pending", "-count(*)"))}
        )
        SELECT id, group_key FROM gone
        """;

    private const string ByFilter =
        $"""
        SELECT ctid AS at FROM jobs.messages
        WHERE queue_id = $1 AND id > $3 AND id <= $4 AND phase = 3 AND ($5::text IS NULL OR failure = $5) AND ($6::text IS NULL OR group_key = $6)
            AND ($7::bigint IS NULL OR rank >= $7) AND ($8::bigint IS NULL OR rank < $8)
        ORDER BY id LIMIT 5000 FOR UPDATE SKIP LOCKED
        """;

    // Each is looked for by itself: as a part of the filter, or of a join, the planner may go through all dead letters for a few.
    private const string ById =
        """
        SELECT r.at FROM unnest($3) AS i(id)
        CROSS JOIN LATERAL (SELECT ctid AS at FROM jobs.messages WHERE queue_id = $1 AND id = i.id AND phase + 0 = 3 FOR UPDATE SKIP LOCKED) r
        """;

    private static readonly (string ById, string ByFilter) s_purgeDead = (PurgeDead(ById), PurgeDead(ByFilter));

    private static readonly (string ById, string ByFilter) s_replay = (Replay(ById), Replay(ByFilter));

    /// <summary>Deletes what is pending and was published before now.</summary>
    public async Task<MessagesAffected> PurgeAsync(KnownQueue queue, CancellationToken cancellationToken)
    {
        long last = await LastIdAsync(cancellationToken);
        long begun = time.GetTimestamp();
        long after = 0;
        long total = 0;
        while (true)
        {
            long from = after;
            List<long> some = await RunAsync(
                queue, s_purge, parameters => parameters.With(queue.Id).With(last).With(CountSlots.Maintenance).With(from), cancellationToken);
            total += some.Count;
            queue.Added(-some.Count);
            if (some.Count < Chunk || IsLate(begun))
            {
                return new MessagesAffected(total, some.Count < Chunk ? null : true);
            }

            after = some.Max();
        }
    }

    public Task<MessagesAffected> PurgeDeadAsync(KnownQueue queue, DeadLettersRequest which, CancellationToken cancellationToken) =>
        OverDeadAsync(queue, s_purgeDead, which, cancellationToken);

    public async Task<MessagesAffected> ReplayAsync(KnownQueue queue, DeadLettersRequest which, CancellationToken cancellationToken)
    {
        MessagesAffected replayed = await OverDeadAsync(queue, s_replay, which, cancellationToken);
        if (replayed.Affected > 0)
        {
            signals.Ready(queue, (int)Math.Min(int.MaxValue, replayed.Affected));
        }

        return replayed;
    }

    private static string PurgeDead(string chosen) =>
        $"""
        WITH d AS MATERIALIZED ({chosen}), gone AS (
            DELETE FROM jobs.messages m USING d WHERE m.ctid = d.at RETURNING m.queue_id, m.id
        ), c AS (
            {Counts.Add("gone", "$2", ("failed", "-count(*)"))}
        )
        SELECT id, NULL::text FROM gone
        """;

    // Messages of a group go behind its others; the first then moves up.
    private static string Replay(string chosen) =>
        $"""
        WITH d AS MATERIALIZED ({chosen}), changed AS (
            UPDATE jobs.messages m SET phase = CASE WHEN m.group_key IS NULL THEN 0 ELSE 4 END, rank = -m.priority, delivery_count = 0,
                failure = NULL, expires_at = NULL, available_at = NULL
            FROM d WHERE m.ctid = d.at
            RETURNING m.queue_id, m.id, m.group_key
        ), c AS (
            {Counts.Add("changed", "$2", ("pending", "count(*)"), ("failed", "-count(*)"))}
        )
        SELECT id, group_key FROM changed
        """;

    private async Task<MessagesAffected> OverDeadAsync(
        KnownQueue queue, (string ById, string ByFilter) sql, DeadLettersRequest which, CancellationToken cancellationToken)
    {
        if (which.Ids is { } ids)
        {
            return new MessagesAffected((await RunAsync(
                queue, sql.ById, parameters => parameters.With(queue.Id).With(CountSlots.Maintenance).With<long[]>([.. ids.Distinct().Order()]), cancellationToken)).Count);
        }

        long last = await LastIdAsync(cancellationToken);
        long begun = time.GetTimestamp();
        long after = 0;
        long total = 0;
        while (true)
        {
            long from = after;
            List<long> some = await RunAsync(
                queue,
                sql.ByFilter,
                parameters =>
                {
                    parameters.With(queue.Id).With(CountSlots.Maintenance).With(from).With(last);
                    MessageReader.AddFilter(parameters, which.Filter);
                },
                cancellationToken);
            total += some.Count;
            if (some.Count < Chunk || IsLate(begun))
            {
                return new MessagesAffected(total, some.Count < Chunk ? null : true);
            }

            after = some.Max();
        }
    }

    /// <summary>Callers give up at some time, and would not know how much was done.</summary>
    private bool IsLate(long begun) => time.GetElapsedTime(begun) >= options.Value.LongestBulk;

    private async Task<List<long>> RunAsync(KnownQueue queue, string sql, Action<NpgsqlParameterCollection> fill, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await database.Query.OpenConnectionAsync(cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        var ids = new List<long>();
        var groups = new List<(int, string)>();
        await using (var pin = new NpgsqlCommand(PinnedPlans, connection, transaction))
        {
            await pin.ExecuteNonQueryAsync(cancellationToken);
        }

#pragma warning disable CA2100 // Put together of constants.
        await using (var command = new NpgsqlCommand(sql, connection, transaction))
#pragma warning restore CA2100
        {
            fill(command.Parameters);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                ids.Add(reader.GetInt64(0));
                if (reader.TextOrNull(1) is { } group)
                {
                    groups.Add((queue.Id, group));
                }
            }
        }

        if (groups.Count > 0)
        {
            await GroupOrder.PromoteAsync(connection, transaction, groups, time.GetUtcNow(), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return ids;
    }

    private async Task<long> LastIdAsync(CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = database.Query.CreateCommand(LastId);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
