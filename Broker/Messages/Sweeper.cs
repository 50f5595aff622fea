using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Platform.Broker.Database;
using Platform.Broker.Queues;
using Platform.Broker.States;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Loops;

namespace Platform.Broker.Messages;

/// <summary>Makes messages ready whose delay or visibility timeout has ended, and makes those dead letters that had their last delivery or whose lifetime has ended.</summary>
internal sealed class Sweeper(
    BrokerDatabase database,
    QueueRegistry registry,
    QueueSignals signals,
    MessageMetrics metrics,
    IOptions<QueueOptions> options,
    TimeProvider time,
    ILogger<Sweeper> logger) : PeriodicLoop(time, logger)
{
    private const int Limit = 1000;

    private static readonly string s_findDue = BrokerSql.Files.Read<Sweeper>("find-due");
    private static readonly string s_findExpired = BrokerSql.Files.Read<Sweeper>("find-expired");
    private static readonly string s_returnDue = BrokerSql.Files.Read<Sweeper>("return-due");
    private static readonly string s_expire = BrokerSql.Files.Read<Sweeper>("expire");

    protected override TimeSpan Interval => options.Value.SweepInterval;

    protected override async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        var due = await database.Pipeline.ExecuteAsync(async token => await SweepAsync(s_findDue, s_returnDue, token), cancellationToken);
        var expired = await database.Pipeline.ExecuteAsync(async token => await SweepAsync(s_findExpired, s_expire, token), cancellationToken);
        return due == Limit || expired == Limit;
    }

    private async Task<int> SweepAsync(string find, string sweep, CancellationToken cancellationToken)
    {
        var now = Time.GetUtcNow();
        await using var connection = await database.Hot.OpenConnectionAsync(cancellationToken);

        // Locks of groups are taken before those of rows, so the groups are found first.
        if (await FindAsync(connection, find, now, cancellationToken) is not { } groups)
        {
            return 0;
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var changed = new List<(int QueueId, Phase Phase, Phase Before, string? Group)>();
        await using (var batch = new NpgsqlBatch(connection, transaction))
        {
            if (groups.Count > 0)
            {
                GroupOrder.AppendLock(batch, groups);
            }

#pragma warning disable CA2100 // One of two statements above.
            var command = new NpgsqlBatchCommand(sweep);
#pragma warning restore CA2100
            command.Parameters.With(Rank.Of(now)).With(Limit).With(CountSlots.Sweeper)
                .With<int[]>([.. groups.Select(group => group.QueueId)])
                .With<string[]>([.. groups.Select(group => group.Group)], NpgsqlDbType.Array | NpgsqlDbType.Text);
            batch.BatchCommands.Add(command);
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            if (groups.Count > 0)
            {
                await reader.NextResultAsync(cancellationToken);
            }

            while (await reader.ReadAsync(cancellationToken))
            {
                changed.Add((reader.GetInt32(0), (Phase)reader.GetInt16(1), (Phase)reader.GetInt16(2), reader.TextOrNull(3)));
            }
        }

        if (changed.Count == 0)
        {
            return 0;
        }

        // If the first message of a group becomes a dead letter, the next one is promoted. A message that was behind another one leaves nothing to
        // promote, and nothing else can have promoted it, because that requires the lock that this transaction holds.
        var left = changed.Where(c => c is { Phase: Phase.Failed, Group: not null, Before: not Phase.Behind }).Select(c => (c.QueueId, c.Group!)).ToList();
        var ready = left.Count > 0 ? await GroupOrder.PromoteAsync(connection, transaction, left, now, cancellationToken) : [];
        await transaction.CommitAsync(cancellationToken);

        ready.AddRange(changed.Where(c => c.Phase == Phase.Ready).Select(c => c.QueueId));
        await registry.EnsureAsync(changed.Select(c => c.QueueId), cancellationToken);
        foreach (var group in ready.GroupBy(id => id))
        {
            if (registry.Find(group.Key) is { } queue)
            {
                signals.Ready(queue, group.Count());
            }
        }

        foreach (var (queueId, _, before, _) in changed)
        {
            if (before != Phase.Delayed && registry.Find(queueId) is { } queue)
            {
                metrics.Swept(queue, timedOut: before == Phase.Delivered);
            }
        }

        return changed.Count;
    }

    /// <summary>Finds the groups of the messages to sweep; null if there are no messages.</summary>
    private static async Task<HashSet<(int QueueId, string Group)>?> FindAsync(
        NpgsqlConnection connection, string find, DateTimeOffset now, CancellationToken cancellationToken)
    {
        HashSet<(int, string)>? groups = null;
#pragma warning disable CA2100 // One of two statements above.
        await using var command = new NpgsqlCommand(find, connection);
#pragma warning restore CA2100
        command.Parameters.With(Rank.Of(now)).With(Limit);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            groups ??= [];
            if (reader.TextOrNull(1) is { } group)
            {
                groups.Add((reader.GetInt32(0), group));
            }
        }

        return groups;
    }
}
