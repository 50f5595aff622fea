using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using Platform.Broker.Database;
using Platform.Broker.States;
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
    public static string Lock { get; } = BrokerSql.Files.Read(typeof(GroupOrder), "lock");

    private static readonly string s_promote = BrokerSql.Files.Read(typeof(GroupOrder), "promote");
    private static readonly string s_findStuck = BrokerSql.Files.Read(typeof(GroupOrder), "find-stuck");

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
        var promote = new NpgsqlBatchCommand(s_promote);
        promote.Parameters.With(now).With<int[]>([.. distinct.Select(group => group.QueueId)])
            .With<string[]>([.. distinct.Select(group => group.Group)], NpgsqlDbType.Array | NpgsqlDbType.Text);
        batch.BatchCommands.Add(promote);

        var ready = new List<int>();
        await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if ((Phase)reader.GetInt16(1) == Phase.Ready)
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
        await using var command = new NpgsqlCommand(s_findStuck, connection);
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
