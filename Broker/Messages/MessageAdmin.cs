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

/// <summary>Purges queues and dead letters, and has dead letters delivered again; in small commits, so that nobody waits for them.</summary>
internal sealed class MessageAdmin(BrokerDatabase database, QueueSignals signals, IOptions<QueueOptions> options, TimeProvider time)
{
    private const int Chunk = 5000;

    private static readonly string s_pinPlans = BrokerSql.Files.Read<MessageAdmin>("pin-plans");
    private static readonly string s_lastId = BrokerSql.Files.Read<MessageAdmin>("last-id");
    private static readonly string s_findPending = Chunked("find-pending");
    private static readonly string s_findFailed = Chunked("find-failed");
    private static readonly string s_findFailedById = BrokerSql.Files.Read<MessageAdmin>("find-failed-by-id");
    private static readonly string s_purge = BrokerSql.Files.Read<MessageAdmin>("purge");
    private static readonly string s_purgeFailed = BrokerSql.Files.Read<MessageAdmin>("purge-failed");
    private static readonly string s_replay = BrokerSql.Files.Read<MessageAdmin>("replay");

    /// <summary>Deletes what is pending and was published before now.</summary>
    public Task<AffectedMessages> PurgeAsync(KnownQueue queue, CancellationToken cancellationToken) =>
        InChunksAsync(queue, s_findPending, static _ => { }, s_purge, affected => queue.Added(-affected), cancellationToken);

    public Task<AffectedMessages> PurgeDeadAsync(KnownQueue queue, SelectDeadLettersRequest which, CancellationToken cancellationToken) =>
        OverDeadAsync(queue, s_purgeFailed, which, cancellationToken);

    public async Task<AffectedMessages> ReplayAsync(KnownQueue queue, SelectDeadLettersRequest which, CancellationToken cancellationToken)
    {
        AffectedMessages replayed = await OverDeadAsync(queue, s_replay, which, cancellationToken);
        if (replayed.Affected > 0)
        {
            signals.Ready(queue, (int)Math.Min(int.MaxValue, replayed.Affected));
        }

        return replayed;
    }

    private static string Chunked(string name) =>
        string.Create(CultureInfo.InvariantCulture, $"{BrokerSql.Files.Read<MessageAdmin>(name)} LIMIT {Chunk}");

    private async Task<AffectedMessages> OverDeadAsync(KnownQueue queue, string take, SelectDeadLettersRequest which, CancellationToken cancellationToken)
    {
        if (which.Ids is { Ids: { } ids })
        {
            (int affected, _, _) = await CommitAsync(
                queue, s_findFailedById, parameters => parameters.With<long[]>([.. ids.Distinct().Order()]), take, cancellationToken);
            return new AffectedMessages { Affected = affected };
        }

        return await InChunksAsync(
            queue, s_findFailed, parameters => MessageReader.AddFilter(parameters, which.Filter), take, static _ => { }, cancellationToken);
    }

    private async Task<AffectedMessages> InChunksAsync(
        KnownQueue queue, string find, Action<NpgsqlParameterCollection> fill, string take, Action<int> done, CancellationToken cancellationToken)
    {
        long last = await LastIdAsync(cancellationToken);
        long begun = time.GetTimestamp();
        long after = 0;
        long total = 0;
        while (true)
        {
            long from = after;
            (int affected, int found, after) = await CommitAsync(
                queue,
                find,
                parameters =>
                {
                    parameters.With(from).With(last);
                    fill(parameters);
                },
                take,
                cancellationToken);
            total += affected;
            done(affected);
            if (found < Chunk || IsLate(begun))
            {
                return new AffectedMessages { Affected = total, More = found >= Chunk };
            }
        }
    }

    /// <summary>Callers give up at some time, and would not know how much was done.</summary>
    private bool IsLate(long begun) => time.GetElapsedTime(begun) >= options.Value.LongestBulk;

    /// <summary>One commit, made again if the server has rolled it back.</summary>
    private async Task<(int Affected, int Found, long LastFound)> CommitAsync(
        KnownQueue queue, string find, Action<NpgsqlParameterCollection> fill, string take, CancellationToken cancellationToken) =>
        await CallerData.SearchAsync(async () => await database.Once(QueryType.Update).ExecuteAsync(
            async token => await RunAsync(queue, find, fill, take, token), cancellationToken));

    private async Task<(int Affected, int Found, long LastFound)> RunAsync(
        KnownQueue queue, string find, Action<NpgsqlParameterCollection> fill, string take, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await database.Query.OpenConnectionAsync(cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
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
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
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

        int affected = 0;
        var changed = new HashSet<(int, string)>();
        await using (var batch = new NpgsqlBatch(connection, transaction))
        {
            if (groups.Count > 0)
            {
                GroupOrder.AppendLock(batch, groups);
            }

#pragma warning disable CA2100 // One of the statements above.
            var command = new NpgsqlBatchCommand(take);
#pragma warning restore CA2100
            command.Parameters.With(queue.Id).With<long[]>([.. found]).With(CountSlots.Maintenance);
            batch.BatchCommands.Add(command);
            await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken);
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

        List<int> ready = changed.Count > 0
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
