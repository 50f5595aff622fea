using Npgsql;
using NpgsqlTypes;
using Platform.Broker.Database;
using Platform.Broker.Queues;
using Platform.Broker.States;
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

    private static readonly string s_acknowledge = BrokerSql.Files.Read<SettleWriter>("acknowledge");
    private static readonly string s_change = BrokerSql.Files.Read<SettleWriter>("change");
    private static readonly string s_findQueues = BrokerSql.Files.Read<SettleWriter>("find-queues");
    private static readonly string s_findPhases = BrokerSql.Files.Read<SettleWriter>("find-phases");

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
        await using NpgsqlCommand find = database.Hot.CreateCommand(s_findQueues);
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
        var done = new List<(Settlement Settlement, int QueueId, string? Group, Phase Phase, DateTimeOffset DeliveredAt, long Rank)>(settlements.Count);
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
                    done.Add((byId[reader.GetInt64(0)], reader.GetInt32(1), reader.TextOrNull(2), (Phase)reader.GetInt16(3), reader.Time(4), reader.GetInt64(5)));
                }
            }
            while (await reader.NextResultAsync(cancellationToken));
        }

        List<int> ready = [];
        if (transaction is not null)
        {
            // Acknowledged or failed: the group's next message moves up, in the same commit.
            var left = done.Where(d => d.Group is not null && d.Phase is Phase.Processed or Phase.Failed).Select(d => (d.QueueId, d.Group!)).ToList();
            if (left.Count > 0)
            {
                ready = await GroupOrder.PromoteAsync(connection, transaction, left, now, cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
        }

        foreach ((Settlement settlement, int queueId, _, Phase phase, DateTimeOffset deliveredAt, long rank) in done)
        {
            settlement.Outcome = CallOutcome.Done;
            settlement.Failed = phase == Phase.Failed && settlement.Action == SettleAction.Requeue;
            settlement.VisibleAt = settlement.Action == SettleAction.Extend ? Rank.ToTime(rank) : null;
            metrics.Settled(settlement.Queue!, settlement.Action, (now - deliveredAt).TotalSeconds);
            if (phase == Phase.Processed)
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

    private static void AppendAck(NpgsqlBatch batch, List<Settlement> settlements, DateTimeOffset now, short slot)
    {
        // In the order of the ids: two statements that meet in some messages must not wait for each other.
        Settlement[] acks = [.. settlements.Where(settlement => settlement.Action == SettleAction.Ack).OrderBy(settlement => settlement.Id)];
        if (acks.Length == 0)
        {
            return;
        }

        var command = new NpgsqlBatchCommand(s_acknowledge);
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

        var command = new NpgsqlBatchCommand(s_change);
        command.Parameters.With(Rank.Of(now))
            .With(Array.ConvertAll(changes, change => change.Queue!.Id), NpgsqlDbType.Array | NpgsqlDbType.Integer)
            .With(Array.ConvertAll(changes, change => change.Id), NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .With(Array.ConvertAll(changes, change => change.Receipt), NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .With(Array.ConvertAll(changes, change => (short)change.Action), NpgsqlDbType.Array | NpgsqlDbType.Smallint)
            .With(Array.ConvertAll(changes, change => Rank.Of(now.AddSeconds(change.Seconds))), NpgsqlDbType.Array | NpgsqlDbType.Bigint)
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
                await using NpgsqlCommand find = database.Hot.CreateCommand(s_findPhases);
                find.Parameters.With<int[]>([.. unmatched.Select(settlement => settlement.Queue!.Id)])
                    .With<long[]>([.. unmatched.Select(settlement => settlement.Id)]);
                await using NpgsqlDataReader reader = await find.ExecuteReaderAsync(token);
                while (await reader.ReadAsync(token))
                {
                    var phase = (Phase?)reader.ShortOrNull(1);
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
