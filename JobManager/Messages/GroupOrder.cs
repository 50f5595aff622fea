using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using Platform.JobManager.Database;

namespace Platform.JobManager.Messages;

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
        UPDATE jobs.messages m SET
            phase = CASE WHEN m.available_at > $1 THEN 2 ELSE 0 END,
            rank = CASE WHEN m.available_at > $1 THEN (extract(epoch FROM m.available_at) * 1000000)::bigint ELSE -m.priority END
        FROM unnest($2, $3) AS g(queue_id, group_key)
        CROSS JOIN LATERAL (
            SELECT b.id FROM jobs.messages b
            WHERE b.queue_id = g.queue_id AND b.group_key = g.group_key AND b.phase = 4
            ORDER BY b.id LIMIT 1) f
        WHERE m.queue_id = g.queue_id AND m.id = f.id AND m.phase = 4
            AND NOT EXISTS (SELECT FROM jobs.messages o
                WHERE o.queue_id = g.queue_id AND o.group_key = g.group_key AND o.phase IN (0, 1, 2))
        RETURNING m.queue_id, m.phase
        """;

    /// <summary>Key of the advisory lock of a group.</summary>
    public static long LockOf(int queueId, string group)
    {
        Span<byte> hash = stackalloc byte[32];
        byte[] name = Encoding.UTF8.GetBytes(group);
        Span<byte> input = stackalloc byte[4 + name.Length];
        BinaryPrimitives.WriteInt32LittleEndian(input, queueId);
        name.CopyTo(input[4..]);
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
}
