using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Broker.Database;
using Platform.Broker.Queues;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Refusals;

namespace Platform.Broker.Messages;

/// <summary>Purges queues and dead letters, and has dead letters delivered again; in small commits, so that nobody waits for them.</summary>
internal sealed class MessageAdmin(BrokerDatabase database, QueueSignals signals, IOptions<QueueOptions> options, TimeProvider time)
{
    private const int Chunk = 5000;

    // Going through the table for one chunk looks cheap enough to the planner, but there are as many chunks as the table is long.
    // And several statements together have to end before the database is taken for one that does not answer.
    private const string PinnedPlans =
        "SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL statement_timeout = '4s'";

    private const string LastId = "SELECT broker.last_message_id()";

    // What is wanted is looked up before it is taken: the locks of groups come before those of rows.
    private static readonly string s_findPending =
        $"""
        SELECT id, group_key FROM broker.messages
        WHERE queue_id = $1 AND id > $2 AND id <= $3 AND phase IN (0, 2, 4) ORDER BY id LIMIT {Chunk}
        """;

    private static readonly string s_findDead =
        $"""
        SELECT id, group_key FROM broker.messages
        WHERE queue_id = $1 AND id > $2 AND id <= $3 AND phase = 3 AND ($4::text IS NULL OR normalize(failure, NFC) = $4) AND ($5::text IS NULL OR group_key = $5)
            AND ($6::bigint IS NULL OR rank >= $6) AND ($7::bigint IS NULL OR rank < $7)
        ORDER BY id LIMIT {Chunk}
        """;

    // Each is looked for by itself: as a part of a filter, or of a join, the planner may go through all dead letters for a few.
    private const string FindDeadById =
        """
        SELECT i.id, r.group_key FROM unnest($2) AS i(id)
        CROSS JOIN LATERAL (SELECT group_key FROM broker.messages WHERE queue_id = $1 AND id = i.id AND phase + 0 = 3) r
        """;

    private const string TakeDead =
        """
        SELECT r.at FROM unnest($2) AS i(id)
        CROSS JOIN LATERAL (SELECT ctid AS at FROM broker.messages WHERE queue_id = $1 AND id = i.id AND phase + 0 = 3 FOR UPDATE SKIP LOCKED) r
        """;

    // A publisher of the same deduplication id waits for the commit, and stores then; one that was there before is waited for. Publishers
    // of several take them in this order, too.
    private const string ForgetKeys =
        """
        DELETE FROM broker.message_keys m USING (
            SELECT r.at FROM (SELECT id, deduplication_id FROM gone WHERE deduplication_id IS NOT NULL ORDER BY deduplication_id) g
            CROSS JOIN LATERAL (
                SELECT ctid AS at FROM broker.message_keys
                WHERE queue_id = $1 AND deduplication_id = g.deduplication_id AND message_id = g.id FOR UPDATE) r
        ) k
        WHERE m.ctid = k.at
        """;

    private static readonly string s_purge =
        $"""
        WITH d AS MATERIALIZED (
            SELECT r.id FROM unnest($2) AS i(id)
            CROSS JOIN LATERAL (
                SELECT id FROM broker.messages WHERE queue_id = $1 AND id = i.id AND phase + 0 IN (0, 2, 4) FOR UPDATE SKIP LOCKED) r
        ), gone AS (
            DELETE FROM broker.messages m USING d WHERE m.queue_id = $1 AND m.id = d.id
            RETURNING m.queue_id, m.id, m.group_key, m.deduplication_id
        ), k AS (
            {ForgetKeys}
        ), c AS (
            {Counts.Add("gone", "$3", ("pending", "-count(*)"))}
        )
        SELECT id, group_key FROM gone
        """;

    private static readonly string s_purgeDead =
        $"""
        WITH d AS MATERIALIZED ({TakeDead}), gone AS (
            DELETE FROM broker.messages m USING d WHERE m.ctid = d.at RETURNING m.queue_id, m.id, m.deduplication_id
        ), k AS (
            {ForgetKeys}
        ), c AS (
            {Counts.Add("gone", "$3", ("failed", "-count(*)"))}
        )
        SELECT id, NULL::text FROM gone
        """;

    // Messages of a group go behind its others; the first then moves up.
    private static readonly string s_replay =
        $"""
        WITH d AS MATERIALIZED ({TakeDead}), changed AS (
            UPDATE broker.messages m SET phase = CASE WHEN m.group_key IS NULL THEN 0 ELSE 4 END, rank = -m.priority, delivery_count = 0,
                failure = NULL, expires_at = NULL, available_at = NULL
            FROM d WHERE m.ctid = d.at
            RETURNING m.queue_id, m.id, m.group_key
        ), c AS (
            {Counts.Add("changed", "$3", ("pending", "count(*)"), ("failed", "-count(*)"))}
        )
        SELECT id, group_key FROM changed
        """;

    /// <summary>Deletes what is pending and was published before now.</summary>
    public Task<MessagesAffected> PurgeAsync(KnownQueue queue, CancellationToken cancellationToken) =>
        InChunksAsync(queue, s_findPending, static _ => { }, s_purge, affected => queue.Added(-affected), cancellationToken);

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

    private async Task<MessagesAffected> OverDeadAsync(KnownQueue queue, string take, DeadLettersRequest which, CancellationToken cancellationToken)
    {
        if (which.Ids is { } ids)
        {
            (int affected, _, _) = await CommitAsync(
                queue, FindDeadById, parameters => parameters.With<long[]>([.. ids.Distinct().Order()]), take, cancellationToken);
            return new MessagesAffected(affected);
        }

        return await InChunksAsync(
            queue, s_findDead, parameters => MessageReader.AddFilter(parameters, which.Filter), take, static _ => { }, cancellationToken);
    }

    private async Task<MessagesAffected> InChunksAsync(
        KnownQueue queue, string find, Action<NpgsqlParameterCollection> fill, string take, Action<int> done, CancellationToken cancellationToken)
    {
        long last = await LastIdAsync(cancellationToken);
        long begun = time.GetTimestamp();
        long after = 0;
        long total = 0;
        while (true)
        {
            long from = after;
            (int affected, int found, after) = await CommitAsync(
                queue,
                find,
                parameters =>
                {
                    parameters.With(from).With(last);
                    fill(parameters);
                },
                take,
                cancellationToken);
            total += affected;
            done(affected);
            if (found < Chunk || IsLate(begun))
            {
                return new MessagesAffected(total, found < Chunk ? null : true);
            }
        }
    }

    /// <summary>Callers give up at some time, and would not know how much was done.</summary>
    private bool IsLate(long begun) => time.GetElapsedTime(begun) >= options.Value.LongestBulk;

    /// <summary>One commit, made again if the server has rolled it back.</summary>
    private async Task<(int Affected, int Found, long LastFound)> CommitAsync(
        KnownQueue queue, string find, Action<NpgsqlParameterCollection> fill, string take, CancellationToken cancellationToken) =>
        await CallerData.SearchAsync(async () => await database.Once(QueryType.Update).ExecuteAsync(
            async token => await RunAsync(queue, find, fill, take, token), cancellationToken));

    private async Task<(int Affected, int Found, long LastFound)> RunAsync(
        KnownQueue queue, string find, Action<NpgsqlParameterCollection> fill, string take, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await database.Query.OpenConnectionAsync(cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var pin = new NpgsqlCommand(PinnedPlans, connection, transaction))
        {
            await pin.ExecuteNonQueryAsync(cancellationToken);
        }

        var found = new List<long>();
        var groups = new HashSet<(int, string)>();
#pragma warning disable CA2100 // Put together of constants.
        await using (var command = new NpgsqlCommand(find, connection, transaction))
#pragma warning restore CA2100
        {
            command.Parameters.With(queue.Id);
            fill(command.Parameters);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                found.Add(reader.GetInt64(0));
                if (reader.TextOrNull(1) is { } group)
                {
                    groups.Add((queue.Id, group));
                }
            }
        }

        if (found.Count == 0)
        {
            return (0, 0, 0);
        }

        int affected = 0;
        var changed = new HashSet<(int, string)>();
        await using (var batch = new NpgsqlBatch(connection, transaction))
        {
            if (groups.Count > 0)
            {
                GroupOrder.AppendLock(batch, groups);
            }

#pragma warning disable CA2100 // Put together of constants.
            var command = new NpgsqlBatchCommand(take);
#pragma warning restore CA2100
            command.Parameters.With(queue.Id).With<long[]>([.. found]).With(CountSlots.Maintenance);
            batch.BatchCommands.Add(command);
            await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken);
            if (groups.Count > 0)
            {
                await reader.NextResultAsync(cancellationToken);
            }

            while (await reader.ReadAsync(cancellationToken))
            {
                affected++;
                if (reader.TextOrNull(1) is { } group)
                {
                    changed.Add((queue.Id, group));
                }
            }
        }

        List<int> ready = changed.Count > 0
            ? await GroupOrder.PromoteAsync(connection, transaction, changed, time.GetUtcNow(), cancellationToken)
            : [];
        await transaction.CommitAsync(cancellationToken);
        if (ready.Count > 0)
        {
            signals.Ready(queue, ready.Count);
        }

        return (affected, found.Count, found[^1]);
    }

    private async Task<long> LastIdAsync(CancellationToken cancellationToken) =>
        (await database.ListAsync(LastId, static _ => { }, static reader => reader.GetInt64(0), cancellationToken))[0];
}
