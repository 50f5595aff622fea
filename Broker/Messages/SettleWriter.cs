using System.Collections.Frozen;
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

/// <summary>Acknowledges, returns, fails and extends the deliveries of all waiting calls in one commit.</summary>
internal sealed partial class SettleWriter(
    BrokerDatabase database, QueueRegistry registry, QueueSignals signals, ProcessedPartitions partitions, MessageMetrics metrics, TimeProvider time,
    ILogger<SettleWriter> logger)
{
    /// <summary>The maximum number of messages of a commit, unless a single request has more.</summary>
    public const int MaxMessages = 4000;

    private static readonly string s_acknowledge = BrokerSql.Files.Read<SettleWriter>("acknowledge");
    private static readonly string s_change = BrokerSql.Files.Read<SettleWriter>("change");
    private static readonly string s_findQueues = BrokerSql.Files.Read<SettleWriter>("find-queues");
    private static readonly string s_findPhases = BrokerSql.Files.Read<SettleWriter>("find-phases");

    /// <summary>Finds the queue of each settlement and checks that the caller may consume from it.</summary>
    public async Task ResolveAsync(IReadOnlyList<Settlement> settlements, IReadOnlyList<string?> receipts, Guid user, bool isOperator, CancellationToken cancellationToken)
    {
        List<Settlement>? withoutReceipt = null;
        List<(Settlement Settlement, int QueueId)>? unknown = null;
        for (var i = 0; i < settlements.Count; i++)
        {
            var settlement = settlements[i];
            if (receipts[i] is not { } text)
            {
                (withoutReceipt ??= []).Add(settlement);
                continue;
            }

            // A malformed receipt belongs to no delivery of this message.
            if (!Receipt.TryRead(text, out var queueId, out var number))
            {
                settlement.Outcome = CallOutcome.StaleReceipt;
                continue;
            }

            settlement.Receipt = number;
            settlement.IsGrouped = Receipt.IsGrouped(number);
            if (registry.Find(queueId) is { } queue)
            {
                Authorize(settlement, queue, user, isOperator);
            }
            else
            {
                (unknown ??= []).Add((settlement, queueId));
            }
        }

        if (unknown is not null)
        {
            await registry.EnsureAsync(unknown.Select(settlement => settlement.QueueId), cancellationToken);
            foreach (var (settlement, queueId) in unknown)
            {
                Authorize(settlement, registry.Find(queueId), user, isOperator);
            }
        }

        if (withoutReceipt is null)
        {
            return;
        }

        var visible = await registry.WithRightAsync(user, isOperator, Rights.None, cancellationToken);
        var found = new Dictionary<long, (int QueueId, bool IsGrouped)>();
        await using var find = database.Hot.CreateCommand(s_findQueues);
        find.Parameters.With<long[]>([.. withoutReceipt.Select(settlement => settlement.Id).Distinct()])
            .With<int[]>([.. visible.Where(queue => queue.Definition.RightsOf(user, isOperator) != Rights.None).Select(queue => queue.Id)]);
        await using (var reader = await find.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                found.TryAdd(reader.GetInt64(0), (reader.GetInt32(1), reader.GetBoolean(2)));
            }
        }

        foreach (var settlement in withoutReceipt)
        {
            (var queueId, settlement.IsGrouped) = found.GetValueOrDefault(settlement.Id);
            Authorize(settlement, registry.Find(queueId), user, isOperator);
        }
    }

    /// <summary>Processes the settlements of several requests. A lane processes one call at a time.</summary>
    public async Task WriteAsync(IReadOnlyList<SettleGroup> groups, int lane)
    {
        try
        {
            List<Settlement> open = [.. groups.SelectMany(group => group.Settlements).Where(settlement => settlement.Outcome is null)];
            while (open.Count > 0)
            {
                // A statement settles each message once. A second settlement of the same message comes in the next round and sees the first.
                var first = new Dictionary<long, Settlement>(open.Count);
                List<Settlement> later = [];
                foreach (var settlement in open)
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
#pragma warning disable CA1031 // Every failure is returned to the waiting requests.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            foreach (var group in groups)
            {
                group.Fail(exception);
            }

            return;
        }

        foreach (var group in groups)
        {
            group.Complete();
        }
    }

    /// <summary>Runs the statements once for deliveries that do not exist, when the service warms up. Changes nothing.</summary>
    public Task RehearseAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var shares = FrozenDictionary<Guid, Rights>.Empty;
        var queue = new KnownQueue(new QueueDefinition(
            Id: 0, Name: "", OwnerId: Guid.Empty, CreatedAt: now, UpdatedAt: now, Paused: false, KeepProcessed: false, VisibilitySeconds: 1,
            MaxDeliveries: 1, DelaySeconds: 0, TtlSeconds: null, DeduplicationSeconds: 1, MaxMessageBytes: 1, MaxMessages: 1, Description: null, shares));
        List<Settlement> settlements =
        [
            new Settlement(-1, SettleAction.Ack) { Queue = queue, Receipt = 0 },
            new Settlement(-2, SettleAction.Requeue) { Queue = queue, Receipt = 0 },
        ];
        return SettleAsync(settlements, grouped: false, now, CountSlots.Settle(0), cancellationToken);
    }

    private static void Authorize(Settlement settlement, KnownQueue? queue, Guid user, bool isOperator)
    {
        var rights = queue?.Definition.RightsOf(user, isOperator) ?? Rights.None;
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
        var now = time.GetUtcNow();
        var plain = settlements.Values.Where(settlement => !settlement.IsGrouped).ToList();
        if (plain.Count > 0)
        {
            await CommitAsync(plain, grouped: false);
        }

        var grouped = settlements.Values.Where(settlement => settlement.IsGrouped).ToList();
        if (grouped.Count > 0)
        {
            await CommitAsync(grouped, grouped: true);
        }

        List<Settlement> unmatched = [.. settlements.Values.Where(settlement => settlement.Outcome is null)];
        if (unmatched.Count > 0)
        {
            await FindPhasesAsync(unmatched);
        }

        async Task CommitAsync(List<Settlement> batch, bool grouped)
        {
            try
            {
                await database.Once(QueryType.Update).ExecuteAsync(async token => await SettleAsync(batch, grouped, now, CountSlots.Settle(lane), token), CancellationToken.None);
            }
            catch (PostgresException refused) when (CallerData.IsRefusal(refused))
            {
                // The database refuses the data of a settlement: each half is committed by itself, so that the others are stored.
                if (batch.Count == 1)
                {
                    batch[0].Outcome = CallOutcome.Invalid;
                    SettlementRefused(batch[0].Id, refused.SqlState);
                    return;
                }

                await CommitAsync(batch.GetRange(0, batch.Count / 2), grouped);
                await CommitAsync(batch.GetRange(batch.Count / 2, batch.Count - (batch.Count / 2)), grouped);
            }
            catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.CheckViolation && refused.TableName == "processed_messages")
            {
                // There is no partition for the current time: the service was suspended for long, or the clock has jumped.
                await partitions.EnsureAsync(CancellationToken.None);
                await database.Once(QueryType.Update).ExecuteAsync(async token => await SettleAsync(batch, grouped, now, CountSlots.Settle(lane), token), CancellationToken.None);
            }
        }
    }

    private async Task SettleAsync(List<Settlement> settlements, bool grouped, DateTimeOffset now, short slot, CancellationToken cancellationToken)
    {
        await using var connection = await database.Hot.OpenConnectionAsync(cancellationToken);
        await using var transaction = grouped ? await connection.BeginTransactionAsync(cancellationToken) : null;
        var done = new List<(Settlement Settlement, int QueueId, string? Group, Phase Phase, DateTimeOffset DeliveredAt, long Rank)>(settlements.Count);
        await using (var batch = new NpgsqlBatch(connection, transaction))
        {
            AppendAck(batch, settlements, now, slot);
            AppendChange(batch, settlements, now, slot);
            var byId = settlements.ToDictionary(settlement => settlement.Id);
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
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
            // The next message of a group is promoted in the same commit in which its first one is acknowledged or failed.
            var left = done.Where(d => d.Group is not null && d.Phase is Phase.Processed or Phase.Failed).Select(d => (d.QueueId, d.Group!)).ToList();
            if (left.Count > 0)
            {
                ready = await GroupOrder.PromoteAsync(connection, transaction, left, now, cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
        }

        foreach (var (settlement, queueId, _, phase, deliveredAt, rank) in done)
        {
            settlement.Outcome = CallOutcome.Done;
            settlement.Failed = phase == Phase.Failed && settlement.Action == SettleAction.Requeue;
            settlement.VisibleAt = settlement.Action == SettleAction.Extend ? Rank.ToTime(rank) : null;
            metrics.Settled(settlement.Queue!, settlement.Action, (now - deliveredAt).TotalSeconds);
            if (phase == Phase.Processed)
            {
                settlement.Queue!.AddLive(-1);
            }
            else if (phase == Phase.Ready)
            {
                ready.Add(queueId);
            }
        }

        foreach (var group in ready.GroupBy(id => id))
        {
            if (registry.Find(group.Key) is { } queue)
            {
                signals.Ready(queue, group.Count());
            }
        }
    }

    private static void AppendAck(NpgsqlBatch batch, List<Settlement> settlements, DateTimeOffset now, short slot)
    {
        // Sorted by id, so that two statements with common messages cannot deadlock.
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

    private async Task FindPhasesAsync(List<Settlement> unmatched)
    {
        await database.Pipeline.ExecuteAsync(
            async token =>
            {
                await using var find = database.Hot.CreateCommand(s_findPhases);
                find.Parameters.With<int[]>([.. unmatched.Select(settlement => settlement.Queue!.Id)])
                    .With<long[]>([.. unmatched.Select(settlement => settlement.Id)]);
                await using var reader = await find.ExecuteReaderAsync(token);
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

    [LoggerMessage(72, LogLevel.Warning, "The database refused a settlement of message {Id} ({SqlState}); the other settlements of its commit were stored", EventName = "settlement_refused")]
    private partial void SettlementRefused(long id, string sqlState);
}
