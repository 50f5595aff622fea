using Npgsql;
using NpgsqlTypes;
using Platform.Broker.Database;
using Platform.Broker.Queues;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Refusals;

namespace Platform.Broker.Messages;

/// <summary>Acknowledges, gives back, fails and extends the deliveries of all calls that wait, in one commit.</summary>
internal sealed class SettleWriter(
    BrokerDatabase database, QueueRegistry registry, QueueSignals signals, ProcessedPartitions partitions, MessageMetrics metrics, TimeProvider time,
    ILogger<SettleWriter> logger)
{
    public const int MaxMessages = 4000;

    // "phase + 0" keeps the planner from the index of delivered messages, which on an empty table looks as good as the primary key.
    private static readonly string s_ack =
        $"""
        WITH gone AS (
            DELETE FROM broker.messages m USING unnest($2, $3, $4, $5) AS s(queue_id, id, receipt, keep)
            WHERE m.queue_id = s.queue_id AND m.id = s.id AND m.phase + 0 = 1 AND (s.receipt IS NULL OR m.receipt = s.receipt)
            RETURNING m.*, s.keep
        ), p AS (
            INSERT INTO broker.processed_messages (id, receipt, created_at, delivered_at, finished_at, queue_id, delivery_count, priority,
                content_type, content, headers, group_key, deduplication_id, trace_parent)
            SELECT id, receipt, created_at, delivered_at, $1, queue_id, delivery_count, priority,
                content_type, content, headers, group_key, deduplication_id, trace_parent
            FROM gone WHERE keep
        ), c AS (
            {Counts.Add("gone", "$6", ("processing", "-count(*)"), ("processed", "count(*)"), ("kept", "count(*) FILTER (WHERE keep)"))}
        )
        SELECT id, queue_id, group_key, 5::smallint, delivered_at, 0::bigint FROM gone
        """;

    // action: 1 requeue, 2 fail, 3 extend, 4 release. A request whose answer was lost may come to be done after the one that repeats it:
    // it must not take back what that one was told.
    private static readonly string s_change =
        $"""
        WITH changed AS (
            UPDATE broker.messages m SET
                phase = CASE WHEN s.action = 3 THEN 1 WHEN s.action = 2 OR (s.action = 1 AND m.delivery_count >= s.max_deliveries) THEN 3
                    WHEN s.due > $1 THEN 2 ELSE 0 END,
                rank = CASE WHEN s.action = 3 THEN greatest(m.rank, s.due) WHEN s.action = 2 OR (s.action = 1 AND m.delivery_count >= s.max_deliveries) THEN $1
                    WHEN s.due > $1 THEN s.due ELSE -m.priority END,
                receipt = CASE WHEN s.action = 3 THEN m.receipt END,
                delivery_count = CASE WHEN s.action = 4 THEN m.delivery_count - 1 ELSE m.delivery_count END,
                failure = CASE WHEN s.action = 2 THEN coalesce(s.reason, 'rejected')
                    WHEN s.action = 1 AND m.delivery_count >= s.max_deliveries THEN coalesce(s.reason, 'max_deliveries') ELSE m.failure END
            FROM unnest($2, $3, $4, $5, $6, $7, $8) AS s(queue_id, id, receipt, action, due, reason, max_deliveries)
            WHERE m.queue_id = s.queue_id AND m.id = s.id AND m.phase + 0 = 1 AND (s.receipt IS NULL OR m.receipt = s.receipt)
            RETURNING m.id, m.queue_id, m.group_key, m.phase, m.delivered_at, m.rank
        ), c AS (
            {Counts.Add(
                "changed WHERE phase <> 1",
                "$9",
                ("pending", "count(*) FILTER (WHERE phase <> 3)"),
                ("processing", "-count(*)"),
                ("failed", "count(*) FILTER (WHERE phase = 3)"))}
        )
        SELECT * FROM changed
        """;

    private const string FindQueues =
        """
        SELECT n.id, m.queue_id, m.group_key IS NOT NULL FROM unnest($1) AS n(id)
        CROSS JOIN unnest($2) AS q(queue_id) JOIN broker.messages m ON m.queue_id = q.queue_id AND m.id = n.id
        UNION ALL
        SELECT n.id, p.queue_id, false FROM unnest($1) AS n(id)
        CROSS JOIN unnest($2) AS q(queue_id) JOIN broker.processed_messages p ON p.queue_id = q.queue_id AND p.id = n.id
        """;

    private const string FindStanding =
        """
        SELECT n.ordinal, (SELECT phase FROM broker.messages m WHERE m.queue_id = n.queue_id AND m.id = n.id),
            EXISTS (SELECT FROM broker.processed_messages p WHERE p.queue_id = n.queue_id AND p.id = n.id)
        FROM unnest($1, $2) WITH ORDINALITY AS n(queue_id, id, ordinal)
        """;

    /// <summary>Finds each settlement's queue and whether the caller may consume from it.</summary>
    public async Task ResolveAsync(IReadOnlyList<Settlement> settlements, IReadOnlyList<string?> receipts, Guid user, bool isOperator, CancellationToken cancellationToken)
    {
        List<Settlement>? without = null;
        List<(Settlement Settlement, int QueueId)>? unheard = null;
        for (int i = 0; i < settlements.Count; i++)
        {
            Settlement settlement = settlements[i];
            if (receipts[i] is not { } text)
            {
                (without ??= []).Add(settlement);
                continue;
            }

            // A receipt that nobody made belongs to no delivery of this message.
            if (!Receipt.TryRead(text, out int queueId, out long number))
            {
                settlement.Outcome = CallOutcome.StaleReceipt;
                continue;
            }

            settlement.Receipt = number;
            settlement.IsGrouped = Receipt.IsGrouped(number);
            if (registry.Find(queueId) is { } queue)
            {
                Enter(settlement, queue, user, isOperator);
            }
            else
            {
                (unheard ??= []).Add((settlement, queueId));
            }
        }

        if (unheard is not null)
        {
            await registry.EnsureAsync(unheard.Select(settlement => settlement.QueueId), cancellationToken);
            foreach ((Settlement settlement, int queueId) in unheard)
            {
                Enter(settlement, registry.Find(queueId), user, isOperator);
            }
        }

        if (without is null)
        {
            return;
        }

        List<KnownQueue> mine = await registry.WithRightAsync(user, isOperator, Rights.None, cancellationToken);
        var found = new Dictionary<long, (int QueueId, bool IsGrouped)>();
        await using NpgsqlCommand find = database.Hot.CreateCommand(FindQueues);
        find.Parameters.With<long[]>([.. without.Select(settlement => settlement.Id).Distinct()])
            .With<int[]>([.. mine.Where(queue => queue.Definition.RightsOf(user, isOperator) != Rights.None).Select(queue => queue.Id)]);
        await using (NpgsqlDataReader reader = await find.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                found.TryAdd(reader.GetInt64(0), (reader.GetInt32(1), reader.GetBoolean(2)));
            }
        }

        foreach (Settlement settlement in without)
        {
            (int queueId, settlement.IsGrouped) = found.GetValueOrDefault(settlement.Id);
            Enter(settlement, registry.Find(queueId), user, isOperator);
        }
    }

    /// <summary>Does a group of requests; lanes do not overlap.</summary>
    public async Task WriteAsync(IReadOnlyList<SettleGroup> groups, int lane)
    {
        try
        {
            List<Settlement> open = [.. groups.SelectMany(group => group.Settlements).Where(settlement => settlement.Outcome is null)];
            while (open.Count > 0)
            {
                // Each message once in a statement; who comes second meets what the first has done.
                var first = new Dictionary<long, Settlement>(open.Count);
                List<Settlement> later = [];
                foreach (Settlement settlement in open)
                {
                    if (!first.TryAdd(settlement.Id, settlement))
                    {
                        later.Add(settlement);
                    }
                }

                await RoundAsync(first, lane);
                open = later;
            }
        }
#pragma warning disable CA1031 // Whatever went wrong is the answer to those who wait.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            foreach (SettleGroup group in groups)
            {
                group.Fail(exception);
            }

            return;
        }

        foreach (SettleGroup group in groups)
        {
            group.Complete();
        }

    }

    private static void Enter(Settlement settlement, KnownQueue? queue, Guid user, bool isOperator)
    {
        Rights rights = queue?.Definition.RightsOf(user, isOperator) ?? Rights.None;
        if (rights == Rights.None)
        {
            settlement.Outcome = CallOutcome.NotFound;
        }
        else if ((rights & Rights.Consume) == Rights.None)
        {
            settlement.Outcome = CallOutcome.Forbidden;
        }
        else
        {
            settlement.Queue = queue;
        }
    }

    private async Task RoundAsync(Dictionary<long, Settlement> settlements, int lane)
    {
        DateTimeOffset now = time.GetUtcNow();
        var plain = settlements.Values.Where(settlement => !settlement.IsGrouped).ToList();
        if (plain.Count > 0)
        {
            await OnceAsync(plain, grouped: false);
        }

        var grouped = settlements.Values.Where(settlement => settlement.IsGrouped).ToList();
        if (grouped.Count > 0)
        {
            await OnceAsync(grouped, grouped: true);
        }

        List<Settlement> unmatched = [.. settlements.Values.Where(settlement => settlement.Outcome is null)];
        if (unmatched.Count > 0)
        {
            await FindStandingAsync(unmatched);
        }

        async Task OnceAsync(List<Settlement> some, bool grouped)
        {
            try
            {
                await database.Once(QueryType.Update).ExecuteAsync(async token => await SettleAsync(some, grouped, now, CountSlots.Settle(lane), token), CancellationToken.None);
            }
            catch (PostgresException refused) when (CallerData.IsRefusal(refused))
            {
                // The data of one settlement are refused: that must not cost the others theirs.
                if (some.Count == 1)
                {
                    some[0].Outcome = CallOutcome.Invalid;
                    MessageLog.SettlementRefused(logger, some[0].Id, refused.SqlState);
                    return;
                }

                await OnceAsync(some.GetRange(0, some.Count / 2), grouped);
                await OnceAsync(some.GetRange(some.Count / 2, some.Count - (some.Count / 2)), grouped);
            }
            catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.CheckViolation && refused.TableName == "processed_messages")
            {
                // There is no partition for this time: the service was asleep for long, or the clock has jumped.
                await partitions.EnsureAsync(CancellationToken.None);
                await database.Once(QueryType.Update).ExecuteAsync(async token => await SettleAsync(some, grouped, now, CountSlots.Settle(lane), token), CancellationToken.None);
            }
        }
    }

    private async Task SettleAsync(List<Settlement> settlements, bool grouped, DateTimeOffset now, short slot, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await database.Hot.OpenConnectionAsync(cancellationToken);
        await using NpgsqlTransaction? transaction = grouped ? await connection.BeginTransactionAsync(cancellationToken) : null;
        var done = new List<(Settlement Settlement, int QueueId, string? Group, short Phase, DateTimeOffset DeliveredAt, long Rank)>(settlements.Count);
        await using (var batch = new NpgsqlBatch(connection, transaction))
        {
            AppendAck(batch, settlements, now, slot);
            AppendChange(batch, settlements, now, slot);
            var byId = settlements.ToDictionary(settlement => settlement.Id);
            await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken);
            do
            {
                while (await reader.ReadAsync(cancellationToken))
                {
                    done.Add((byId[reader.GetInt64(0)], reader.GetInt32(1), reader.TextOrNull(2), reader.GetInt16(3), reader.Time(4), reader.GetInt64(5)));
                }
            }
            while (await reader.NextResultAsync(cancellationToken));
        }

        List<int> ready = [];
        if (transaction is not null)
        {
            // Acknowledged or failed: the group's next message moves up, in the same commit.
            var left = done.Where(d => d.Group is not null && d.Phase is Acknowledged or Phase.Failed).Select(d => (d.QueueId, d.Group!)).ToList();
            if (left.Count > 0)
            {
                ready = await GroupOrder.PromoteAsync(connection, transaction, left, now, cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
        }

        foreach ((Settlement settlement, int queueId, _, short phase, DateTimeOffset deliveredAt, long rank) in done)
        {
            settlement.Outcome = CallOutcome.Done;
            settlement.Failed = phase == Phase.Failed && settlement.Action == SettleAction.Requeue;
            settlement.VisibleAt = settlement.Action == SettleAction.Extend ? Phase.Time(rank) : null;
            metrics.Settled(settlement.Queue!, settlement.Action, (now - deliveredAt).TotalSeconds);
            if (phase == Acknowledged)
            {
                settlement.Queue!.Added(-1);
            }
            else if (phase == Phase.Ready)
            {
                ready.Add(queueId);
            }
        }

        foreach (IGrouping<int, int> some in ready.GroupBy(id => id))
        {
            if (registry.Find(some.Key) is { } queue)
            {
                signals.Ready(queue, some.Count());
            }
        }
    }

    /// <summary>What the statement of acknowledgements returns for a phase.</summary>
    private const short Acknowledged = 5;

    private static void AppendAck(NpgsqlBatch batch, List<Settlement> settlements, DateTimeOffset now, short slot)
    {
        // In the order of the ids: two statements that meet in some messages must not wait for each other.
        Settlement[] acks = [.. settlements.Where(settlement => settlement.Action == SettleAction.Ack).OrderBy(settlement => settlement.Id)];
        if (acks.Length == 0)
        {
            return;
        }

#pragma warning disable CA2100 // Put together of constants.
        var command = new NpgsqlBatchCommand(s_ack);
#pragma warning restore CA2100
        command.Parameters.With(now)
            .With(Array.ConvertAll(acks, ack => ack.Queue!.Id), NpgsqlDbType.Array | NpgsqlDbType.Integer)
            .With(Array.ConvertAll(acks, ack => ack.Id), NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .With(Array.ConvertAll(acks, ack => ack.Receipt), NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .With(Array.ConvertAll(acks, ack => ack.Queue!.Definition.KeepProcessed), NpgsqlDbType.Array | NpgsqlDbType.Boolean)
            .With(slot);
        batch.BatchCommands.Add(command);
    }

    private static void AppendChange(NpgsqlBatch batch, List<Settlement> settlements, DateTimeOffset now, short slot)
    {
        Settlement[] changes = [.. settlements.Where(settlement => settlement.Action != SettleAction.Ack).OrderBy(settlement => settlement.Id)];
        if (changes.Length == 0)
        {
            return;
        }

#pragma warning disable CA2100 // Put together of constants.
        var command = new NpgsqlBatchCommand(s_change);
#pragma warning restore CA2100
        command.Parameters.With(Phase.Microseconds(now))
            .With(Array.ConvertAll(changes, change => change.Queue!.Id), NpgsqlDbType.Array | NpgsqlDbType.Integer)
            .With(Array.ConvertAll(changes, change => change.Id), NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .With(Array.ConvertAll(changes, change => change.Receipt), NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .With(Array.ConvertAll(changes, change => (short)change.Action), NpgsqlDbType.Array | NpgsqlDbType.Smallint)
            .With(Array.ConvertAll(changes, change => Phase.Microseconds(now.AddSeconds(change.Seconds))), NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .With(Array.ConvertAll(changes, change => change.Reason), NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With(Array.ConvertAll(changes, change => change.Queue!.Definition.MaxDeliveries), NpgsqlDbType.Array | NpgsqlDbType.Integer)
            .With(slot);
        batch.BatchCommands.Add(command);
    }

    private async Task FindStandingAsync(List<Settlement> unmatched)
    {
        await database.Pipeline.ExecuteAsync(
            async token =>
            {
                await using NpgsqlCommand find = database.Hot.CreateCommand(FindStanding);
                find.Parameters.With<int[]>([.. unmatched.Select(settlement => settlement.Queue!.Id)])
                    .With<long[]>([.. unmatched.Select(settlement => settlement.Id)]);
                await using NpgsqlDataReader reader = await find.ExecuteReaderAsync(token);
                while (await reader.ReadAsync(token))
                {
                    short? phase = reader.ShortOrNull(1);
                    unmatched[(int)reader.GetInt64(0) - 1].Outcome = phase switch
                    {
                        null when reader.GetBoolean(2) => CallOutcome.AlreadyProcessed,
                        null => CallOutcome.NotFound,
                        Phase.Failed => CallOutcome.AlreadyFailed,
                        _ => CallOutcome.StaleReceipt,
                    };
                }
            },
            CancellationToken.None);
    }
}
