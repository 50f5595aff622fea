using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using Platform.ServiceDefaults.Database;

namespace Platform.Broker.Messages;

/// <summary>
/// Order within message groups: only the first message of a group is ready, delayed or delivered, the others stand behind it. Whoever
/// adds to a group, takes its first message away or touches one that stands behind holds the group's lock until the commit.
/// </summary>
/// <remarks>
/// <para>
/// Those that stand behind are only touched under the lock. Otherwise the one that is to move up could be taken away by a transaction
/// that has not committed yet: the promotion would wait for it, find that it no longer stands behind, and nobody would move up.
/// </para>
/// <para>
/// Locks of groups come before those of rows and counts, so that nobody who holds a group's lock waits for somebody who wants it.
/// Settlements alone learn only from the row which group it is of. They may take its lock after the row and their counts: both are
/// wanted by other settlements before these have a lock, and everybody else passes over a row that is locked.
/// </para>
/// </remarks>
internal static class GroupOrder
{
    /// <summary>Takes locks of groups, in the order of the array: that of the keys. A statement of its own, so that the next one sees what it waited for.</summary>
    public const string Lock = "SELECT pg_advisory_xact_lock(k) FROM unnest($1) AS k";

    private const string Promote =
        """
        UPDATE broker.messages m SET
            phase = CASE WHEN m.available_at > $1 THEN 2 ELSE 0 END,
            rank = CASE WHEN m.available_at > $1 THEN (extract(epoch FROM m.available_at) * 1000000)::bigint ELSE -m.priority END
        FROM unnest($2, $3) AS g(queue_id, group_key)
        CROSS JOIN LATERAL (
            SELECT b.id FROM broker.messages b
            WHERE b.queue_id = g.queue_id AND b.group_key = g.group_key AND b.phase = 4
            ORDER BY b.id LIMIT 1) f
        WHERE m.queue_id = g.queue_id AND m.id = f.id AND m.phase = 4
            AND NOT EXISTS (SELECT FROM broker.messages o
                WHERE o.queue_id = g.queue_id AND o.group_key = g.group_key AND o.phase IN (0, 1, 2))
        RETURNING m.queue_id, m.phase
        """;

    // From group to group by their index, so that it costs as much as there are groups, not messages.
    private const string Stuck =
        """
        WITH RECURSIVE g AS (
            (SELECT queue_id, group_key FROM broker.messages
            WHERE group_key IS NOT NULL AND (queue_id, group_key) > ($1, $2) ORDER BY queue_id, group_key LIMIT 1)
            UNION ALL
            SELECT n.queue_id, n.group_key FROM g CROSS JOIN LATERAL (
                SELECT m.queue_id, m.group_key FROM broker.messages m
                WHERE m.group_key IS NOT NULL AND (m.queue_id, m.group_key) > (g.queue_id, g.group_key) ORDER BY m.queue_id, m.group_key LIMIT 1) n
        )
        SELECT s.queue_id, s.group_key,
            NOT EXISTS (SELECT FROM broker.messages o WHERE o.queue_id = s.queue_id AND o.group_key = s.group_key AND o.phase IN (0, 1, 2))
                AND EXISTS (SELECT FROM broker.messages b WHERE b.queue_id = s.queue_id AND b.group_key = s.group_key AND b.phase = 4)
                AND EXISTS (SELECT FROM broker.queues q WHERE q.id = s.queue_id AND q.deleted_at IS NULL)
        FROM (SELECT * FROM g LIMIT $3) s
        """;

    /// <summary>Key of the advisory lock of a group.</summary>
    public static long LockOf(int queueId, string group)
    {
        Span<byte> hash = stackalloc byte[32];
        byte[] input = new byte[4 + Encoding.UTF8.GetByteCount(group)];
        BinaryPrimitives.WriteInt32LittleEndian(input, queueId);
        Encoding.UTF8.GetBytes(group, input.AsSpan(4));
        SHA256.HashData(input, hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }

    /// <summary>Adds the command that takes the locks of groups.</summary>
    public static void AppendLock(NpgsqlBatch batch, IEnumerable<(int QueueId, string Group)> groups)
    {
        var locks = new NpgsqlBatchCommand(Lock);
        locks.Parameters.With<long[]>([.. groups.Select(group => LockOf(group.QueueId, group.Group)).Distinct().Order()]);
        batch.BatchCommands.Add(locks);
    }

    /// <summary>
    /// Lets the next message of each group forward whose first has left it in this transaction.
    /// </summary>
    /// <returns>The queue of each message that became ready.</returns>
    public static async Task<List<int>> PromoteAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyCollection<(int QueueId, string Group)> groups, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var distinct = groups.Distinct().ToList();
        await using var batch = new NpgsqlBatch(connection, transaction);
        AppendLock(batch, distinct);
        var promote = new NpgsqlBatchCommand(Promote);
        promote.Parameters.With(now).With<int[]>([.. distinct.Select(group => group.QueueId)])
            .With<string[]>([.. distinct.Select(group => group.Group)], NpgsqlDbType.Array | NpgsqlDbType.Text);
        batch.BatchCommands.Add(promote);

        var ready = new List<int>();
        await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (reader.GetInt16(1) == Phase.Ready)
            {
                ready.Add(reader.GetInt32(0));
            }
        }

        return ready;
    }

    /// <summary>
    /// Goes through some groups, in their order, for those of which all stand behind and none is first.
    /// </summary>
    /// <returns>These groups, and the last one that was looked at; null at the end.</returns>
    public static async Task<(List<(int QueueId, string Group)> Stuck, (int QueueId, string Group)? Last)> FindStuckAsync(
        NpgsqlConnection connection, (int QueueId, string Group) after, int limit, CancellationToken cancellationToken)
    {
        var stuck = new List<(int, string)>();
        (int, string)? last = null;
        int seen = 0;
        await using var command = new NpgsqlCommand(Stuck, connection);
        command.Parameters.With(after.QueueId).With(after.Group).With(limit);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            seen++;
            last = (reader.GetInt32(0), reader.GetString(1));
            if (reader.GetBoolean(2))
            {
                stuck.Add(last.Value);
            }
        }

        return (stuck, seen == limit ? last : null);
    }
}
