using System.Globalization;
using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Broker.Database;
using Platform.Broker.Queues;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Refusals;

namespace Platform.Broker.Messages;

/// <summary>Purges queues, and purges or replays dead letters. It works in small commits that do not block publishers and consumers.</summary>
internal sealed class MessageAdmin(BrokerDatabase database, QueueSignals signals, IOptions<QueueOptions> options, TimeProvider time)
{
    private const int Chunk = 5000;

    /// <summary>For a database that is too slow to change a whole chunk before its timeout.</summary>
    private const int SmallChunk = 200;

    private static readonly string s_pinPlans = BrokerSql.Files.Read<MessageAdmin>("pin-plans");
    private static readonly string s_lastId = BrokerSql.Files.Read<MessageAdmin>("last-id");
    private static readonly string s_findPending = BrokerSql.Files.Read<MessageAdmin>("find-pending");
    private static readonly string s_findFailed = BrokerSql.Files.Read<MessageAdmin>("find-failed");
    private static readonly string s_findFailedById = BrokerSql.Files.Read<MessageAdmin>("find-failed-by-id");
    private static readonly string s_purge = BrokerSql.Files.Read<MessageAdmin>("purge");
    private static readonly string s_purgeFailed = BrokerSql.Files.Read<MessageAdmin>("purge-failed");
    private static readonly string s_replay = BrokerSql.Files.Read<MessageAdmin>("replay");

    /// <summary>Deletes the pending messages that were published before the call.</summary>
    public Task<AffectedMessages> PurgeAsync(KnownQueue queue, CancellationToken cancellationToken) =>
        InChunksAsync(queue, s_findPending, static _ => { }, s_purge, affected => queue.AddLive(-affected), cancellationToken);

    /// <summary>Deletes dead letters.</summary>
    public async Task<AffectedMessages> PurgeDeadAsync(KnownQueue queue, SelectDeadLettersRequest request, CancellationToken cancellationToken)
    {
        var purged = await ChangeDeadLettersAsync(queue, s_purgeFailed, request, cancellationToken);
        queue.AddLive(-purged.Affected);
        return purged;
    }

    /// <summary>Makes dead letters pending again.</summary>
    public async Task<AffectedMessages> ReplayAsync(KnownQueue queue, SelectDeadLettersRequest request, CancellationToken cancellationToken)
    {
        var replayed = await ChangeDeadLettersAsync(queue, s_replay, request, cancellationToken);
        if (replayed.Affected > 0)
        {
            signals.Ready(queue, (int)Math.Min(int.MaxValue, replayed.Affected));
        }

        return replayed;
    }

    private async Task<AffectedMessages> ChangeDeadLettersAsync(KnownQueue queue, string change, SelectDeadLettersRequest request, CancellationToken cancellationToken)
    {
        if (request.Ids is { Ids: { } ids })
        {
            var (affected, _, _) = await CommitAsync(
                queue, s_findFailedById, parameters => parameters.With<long[]>([.. ids.Distinct().Order()]), change, cancellationToken);
            return new AffectedMessages { Affected = affected };
        }

        // A search can take too long for its filter; what has none cannot be at fault for a slow database.
        Task<AffectedMessages> Change() => InChunksAsync(
            queue, s_findFailed, parameters => MessageReader.AddFilter(parameters, request.Filter), change, static _ => { }, cancellationToken);
        return request.Filter is null ? await Change() : await CallerData.SearchAsync(Change);
    }

    private async Task<AffectedMessages> InChunksAsync(
        KnownQueue queue, string find, Action<NpgsqlParameterCollection> fill, string change, Action<int> done, CancellationToken cancellationToken)
    {
        var last = await LastIdAsync(cancellationToken);
        var start = time.GetTimestamp();
        var after = 0L;
        var total = 0L;
        var chunk = Chunk;
        while (true)
        {
            var from = after;
            var size = chunk;
            int affected;
            int found;
            try
            {
                (affected, found, after) = await CommitAsync(
                    queue,
                    string.Create(CultureInfo.InvariantCulture, $"{find} LIMIT {size}"),
                    parameters =>
                    {
                        parameters.With(from).With(last);
                        fill(parameters);
                    },
                    change,
                    cancellationToken);
            }
            catch (PostgresException ended) when (ended.SqlState == PostgresErrorCodes.QueryCanceled && (chunk > SmallChunk || total > 0))
            {
                if (chunk == SmallChunk)
                {
                    return new AffectedMessages { Affected = total, More = true };
                }

                chunk = SmallChunk;
                continue;
            }

            total += affected;
            done(affected);
            if (found < size || IsLate(start))
            {
                return new AffectedMessages { Affected = total, More = found >= size };
            }
        }
    }

    /// <summary>Returns true if the call must end: after their timeout callers would not learn how much was done.</summary>
    private bool IsLate(long start) => time.GetElapsedTime(start) >= options.Value.LongestBulk;

    /// <summary>Runs one commit. It is repeated if the server has rolled it back.</summary>
    private async Task<(int Affected, int Found, long LastFound)> CommitAsync(
        KnownQueue queue, string find, Action<NpgsqlParameterCollection> fill, string change, CancellationToken cancellationToken) =>
        await CallerData.RunAsync(async () => await database.Once(QueryType.Update).ExecuteAsync(
            async token => await RunAsync(queue, find, fill, change, token), cancellationToken));

    private async Task<(int Affected, int Found, long LastFound)> RunAsync(
        KnownQueue queue, string find, Action<NpgsqlParameterCollection> fill, string change, CancellationToken cancellationToken)
    {
        await using var connection = await database.Query.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var pin = new NpgsqlCommand(s_pinPlans, connection, transaction))
        {
            await pin.ExecuteNonQueryAsync(cancellationToken);
        }

        var found = new List<long>();
        var groups = new HashSet<(int, string)>();
#pragma warning disable CA2100 // One of the statements above.
        await using (var command = new NpgsqlCommand(find, connection, transaction))
#pragma warning restore CA2100
        {
            command.Parameters.With(queue.Id);
            fill(command.Parameters);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
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

        var affected = 0;
        var changed = new HashSet<(int, string)>();
        await using (var batch = new NpgsqlBatch(connection, transaction))
        {
            if (groups.Count > 0)
            {
                GroupOrder.AppendLock(batch, groups);
            }

#pragma warning disable CA2100 // One of the statements above.
            var command = new NpgsqlBatchCommand(change);
#pragma warning restore CA2100
            command.Parameters.With(queue.Id).With<long[]>([.. found]).With(CountSlots.Maintenance);
            batch.BatchCommands.Add(command);
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
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

        var ready = changed.Count > 0
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
        (await database.ListAsync(s_lastId, static _ => { }, static reader => reader.GetInt64(0), cancellationToken))[0];
}
