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
/// Keeps the order within message groups: only the first message of a group is ready, delayed or delivered; the others are in phase
/// <c>Behind</c>. A transaction that adds to a group, removes its first message or changes one that is behind holds the group's advisory lock until
/// it commits.
/// </summary>
/// <remarks>
/// <para>
/// Messages that are behind are changed only under the lock. Otherwise a transaction that has not committed yet could remove the message that is
/// to be promoted: the promotion would wait for it, find the message gone, and promote none.
/// </para>
/// <para>
/// Locks of groups are taken before those of rows and counts, so that a holder of a group's lock never waits for a transaction that wants it. Only
/// settlements take it later, because only the row says to which group a message belongs. That is safe: other settlements want the row and the
/// counts before they have the lock of a group, and all other statements skip locked rows.
/// </para>
/// </remarks>
internal static class GroupOrder
{
    /// <summary>The statement that takes the locks of groups. It runs separately, so that the next statement sees what it has waited for.</summary>
    public static string Lock { get; } = BrokerSql.Files.Read(typeof(GroupOrder), "lock");

    private static readonly string s_promote = BrokerSql.Files.Read(typeof(GroupOrder), "promote");
    private static readonly string s_findStuck = BrokerSql.Files.Read(typeof(GroupOrder), "find-stuck");

    /// <summary>The key of a group's advisory lock.</summary>
    public static long LockOf(int queueId, string group)
    {
        Span<byte> hash = stackalloc byte[32];
        var input = new byte[4 + Encoding.UTF8.GetByteCount(group)];
        BinaryPrimitives.WriteInt32LittleEndian(input, queueId);
        Encoding.UTF8.GetBytes(group, input.AsSpan(4));
        SHA256.HashData(input, hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }

    /// <summary>Adds the command that takes the locks of groups, sorted by key.</summary>
    public static void AppendLock(NpgsqlBatch batch, IEnumerable<(int QueueId, string Group)> groups)
    {
        var locks = new NpgsqlBatchCommand(Lock);
        locks.Parameters.With<long[]>([.. groups.Select(group => LockOf(group.QueueId, group.Group)).Distinct().Order()]);
        batch.BatchCommands.Add(locks);
    }

    /// <summary>Promotes the next message of each group whose first message was removed in this transaction.</summary>
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
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
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

    /// <summary>Examines groups, sorted by queue and name, for those whose messages are all behind, so that none is delivered.</summary>
    /// <returns>The stuck groups, and the last group that was examined; null at the end.</returns>
    public static async Task<(List<(int QueueId, string Group)> Stuck, (int QueueId, string Group)? Last)> FindStuckAsync(
        NpgsqlConnection connection, (int QueueId, string Group) after, int limit, CancellationToken cancellationToken)
    {
        var stuck = new List<(int, string)>();
        (int, string)? last = null;
        var seen = 0;
        await using var command = new NpgsqlCommand(s_findStuck, connection);
        command.Parameters.With(after.QueueId).With(after.Group).With(limit);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
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
