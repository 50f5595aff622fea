using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Platform.Broker.Database;
using Platform.Broker.Queues;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Loops;

namespace Platform.Broker.Messages;

/// <summary>Brings back messages whose delay or visibility has ended, and gives up those that were delivered often enough or live too long.</summary>
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

    private const string IsDue = "phase IN (1, 2) AND rank <= $1";

    private const string IsExpired = "expires_at IS NOT NULL AND phase IN (0, 2, 4) AND expires_at <= to_timestamp($1 / 1000000.0)";

    // Of groups only those whose locks are held.
    private const string IsFree = "(group_key IS NULL OR (queue_id, group_key) IN (SELECT * FROM unnest($4, $5)))";

    private const string FindDue = $"SELECT queue_id, group_key FROM broker.messages WHERE {IsDue} ORDER BY rank LIMIT $2";

    private const string FindExpired = $"SELECT queue_id, group_key FROM broker.messages WHERE {IsExpired} ORDER BY expires_at LIMIT $2";

    private static readonly string s_due =
        $"""
        WITH due AS MATERIALIZED (
            SELECT queue_id, id, phase FROM broker.messages WHERE {IsDue} AND {IsFree} ORDER BY rank LIMIT $2 FOR UPDATE SKIP LOCKED
        ), changed AS (
            UPDATE broker.messages m SET
                phase = CASE WHEN d.phase = 1 AND m.delivery_count >= q.max_deliveries THEN 3 ELSE 0 END,
                rank = CASE WHEN d.phase = 1 AND m.delivery_count >= q.max_deliveries THEN $1 ELSE -m.priority END,
                failure = CASE WHEN d.phase = 1 AND m.delivery_count >= q.max_deliveries THEN 'max_deliveries' ELSE m.failure END,
                receipt = NULL
            FROM due d JOIN broker.queues q ON q.id = d.queue_id
            WHERE m.queue_id = d.queue_id AND m.id = d.id
            RETURNING m.queue_id, m.phase, d.phase AS before, m.group_key
        ), c AS (
            {Counts.Add(
                "changed WHERE before = 1",
                "$3",
                ("pending", "count(*) FILTER (WHERE phase = 0)"),
                ("processing", "-count(*)"),
                ("failed", "count(*) FILTER (WHERE phase = 3)"))}
        )
        SELECT queue_id, phase, before, group_key FROM changed
        """;

    private static readonly string s_expired =
        $"""
        WITH due AS MATERIALIZED (
            SELECT queue_id, id, phase FROM broker.messages WHERE {IsExpired} AND {IsFree}
            ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
        ), changed AS (
            UPDATE broker.messages m SET phase = 3, rank = $1, failure = 'expired', receipt = NULL
            FROM due d WHERE m.queue_id = d.queue_id AND m.id = d.id
            RETURNING m.queue_id, m.phase, d.phase AS before, m.group_key
        ), c AS (
            {Counts.Add("changed", "$3", ("pending", "-count(*)"), ("failed", "count(*)"))}
        )
        SELECT queue_id, phase, before, group_key FROM changed
        """;

    protected override TimeSpan Interval => options.Value.SweepInterval;

    protected override async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        int due = await database.Pipeline.ExecuteAsync(async token => await SweepAsync(FindDue, s_due, token), cancellationToken);
        int expired = await database.Pipeline.ExecuteAsync(async token => await SweepAsync(FindExpired, s_expired, token), cancellationToken);
        return due == Limit || expired == Limit;
    }

    private async Task<int> SweepAsync(string find, string sweep, CancellationToken cancellationToken)
    {
        DateTimeOffset now = Time.GetUtcNow();
        await using NpgsqlConnection connection = await database.Hot.OpenConnectionAsync(cancellationToken);

        // The locks of groups come before those of rows, so the groups are looked up first.
        if (await FindAsync(connection, find, now, cancellationToken) is not { } groups)
        {
            return 0;
        }

        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        var changed = new List<(int QueueId, short Phase, short Before, string? Group)>();
        await using (var batch = new NpgsqlBatch(connection, transaction))
        {
            if (groups.Count > 0)
            {
                GroupOrder.AppendLock(batch, groups);
            }

#pragma warning disable CA2100 // One of two constants.
            var command = new NpgsqlBatchCommand(sweep);
#pragma warning restore CA2100
            command.Parameters.With(Phase.Microseconds(now)).With(Limit).With(CountSlots.Sweeper)
                .With<int[]>([.. groups.Select(group => group.QueueId)])
                .With<string[]>([.. groups.Select(group => group.Group)], NpgsqlDbType.Array | NpgsqlDbType.Text);
            batch.BatchCommands.Add(command);
            await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken);
            if (groups.Count > 0)
            {
                await reader.NextResultAsync(cancellationToken);
            }

            while (await reader.ReadAsync(cancellationToken))
            {
                changed.Add((reader.GetInt32(0), reader.GetInt16(1), reader.GetInt16(2), reader.TextOrNull(3)));
            }
        }

        if (changed.Count == 0)
        {
            return 0;
        }

        // A message that is given up leaves its group to the next, unless it stood behind others itself; that one was not to move up
        // meanwhile, as whoever lets it needs the lock that is held here.
        var left = changed.Where(c => c is { Phase: Phase.Failed, Group: not null, Before: not Phase.Behind }).Select(c => (c.QueueId, c.Group!)).ToList();
        List<int> ready = left.Count > 0 ? await GroupOrder.PromoteAsync(connection, transaction, left, now, cancellationToken) : [];
        await transaction.CommitAsync(cancellationToken);

        ready.AddRange(changed.Where(c => c.Phase == Phase.Ready).Select(c => c.QueueId));
        await registry.EnsureAsync(changed.Select(c => c.QueueId), cancellationToken);
        foreach (IGrouping<int, int> some in ready.GroupBy(id => id))
        {
            if (registry.Find(some.Key) is { } queue)
            {
                signals.Ready(queue, some.Count());
            }
        }

        foreach ((int queueId, _, short before, _) in changed)
        {
            if (before != Phase.Delayed && registry.Find(queueId) is { } queue)
            {
                metrics.Swept(queue, timedOut: before == Phase.Delivered);
            }
        }

        return changed.Count;
    }

    /// <summary>The groups of what is to be swept; null when there is nothing.</summary>
    private static async Task<HashSet<(int QueueId, string Group)>?> FindAsync(
        NpgsqlConnection connection, string find, DateTimeOffset now, CancellationToken cancellationToken)
    {
        HashSet<(int, string)>? groups = null;
#pragma warning disable CA2100 // One of two constants.
        await using var command = new NpgsqlCommand(find, connection);
#pragma warning restore CA2100
        command.Parameters.With(Phase.Microseconds(now)).With(Limit);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
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
