using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Broker.Database;
using Platform.Broker.Queues;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Loops;
using Platform.ServiceDefaults.Measures;

namespace Platform.Broker.Messages;

/// <summary>Performs maintenance that is not urgent: partitions, old deduplication ids, remains of deleted queues, and stuck message groups.</summary>
internal sealed partial class MessageMaintenance(
    BrokerDatabase database,
    ProcessedPartitions partitions,
    QueueRegistry registry,
    QueueSignals signals,
    IOptions<QueueOptions> options,
    TimeProvider time,
    ILogger<MessageMaintenance> logger) : PeriodicLoop(time, logger)
{
    /// <summary>The maximum number of keys that the statement deletes at a time: its LIMIT.</summary>
    private const int KeysPerBatch = 5000;

    private const int GroupsPerRound = 5000;

    /// <summary>How long a queue must have been deleted before its messages are: publishes that began before have ended by then.</summary>
    private static readonly TimeSpan s_deletedFor = TimeSpan.FromSeconds(30);

    private static readonly string s_deleteExpiredKeys = BrokerSql.Files.Read<MessageMaintenance>("delete-expired-keys");
    private static readonly string s_findDeleted = BrokerSql.Files.Read<MessageMaintenance>("find-deleted");
    private static readonly string s_deleteMessages = BrokerSql.Files.Read<MessageMaintenance>("delete-messages");
    private static readonly string s_deleteProcessed = BrokerSql.Files.Read<MessageMaintenance>("delete-processed");
    private static readonly string s_deleteQueue = BrokerSql.Files.Read<MessageMaintenance>("delete-queue");

    private readonly ILogger _logger = logger;
    private (int QueueId, string Group) _lastGroup = (0, "");

    protected override TimeSpan Interval => options.Value.KeepInterval;

    protected override async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        await partitions.EnsureAsync(cancellationToken);
        while (await partitions.DropOldestAsync(cancellationToken))
        {
            // One partition per transaction.
        }

        while (await ExecuteAsync(s_deleteExpiredKeys, parameters => parameters.With(Time.GetUtcNow()), cancellationToken) == KeysPerBatch)
        {
            // Batches are small, so that publishers are not blocked.
        }

        foreach (var queue in await DeletedAsync(cancellationToken))
        {
            while (await ExecuteAsync(s_deleteMessages, parameters => parameters.With(queue), cancellationToken) > 0)
            {
                // Batches are small, so that the transaction stays short.
            }

            await ExecuteAsync(s_deleteProcessed, parameters => parameters.With(queue), cancellationToken);
            await ExecuteAsync(s_deleteQueue, parameters => parameters.With(queue).With(CountSlots.Maintenance), cancellationToken);
        }

        await database.For(QueryType.Update).ExecuteAsync(async token => await PromoteStuckAsync(token), cancellationToken);
        return false;
    }

    /// <summary>
    /// Examines some groups in each round and promotes the next message of stuck ones. Normally the removal of a group's first message promotes the
    /// next one; if that was ever missed, the group would otherwise be stuck forever.
    /// </summary>
    private async Task PromoteStuckAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.Hot.OpenConnectionAsync(cancellationToken);
        var (stuck, last) = await GroupOrder.FindStuckAsync(connection, _lastGroup, GroupsPerRound, cancellationToken);
        _lastGroup = last ?? (0, "");
        if (stuck.Count == 0)
        {
            return;
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var ready = await GroupOrder.PromoteAsync(connection, transaction, stuck, Time.GetUtcNow(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        StuckGroupsPromoted(stuck.Count);
        await registry.EnsureAsync(ready, cancellationToken);
        foreach (var some in ready.GroupBy(id => id))
        {
            if (registry.Find(some.Key) is { } queue)
            {
                signals.Ready(queue, some.Count());
            }
        }
    }

    private Task<List<int>> DeletedAsync(CancellationToken cancellationToken) => database.ListAsync(
        s_findDeleted, parameters => parameters.With(Time.GetUtcNow() - s_deletedFor), static reader => reader.GetInt32(0), cancellationToken);

    private async Task<int> ExecuteAsync(string sql, Action<NpgsqlParameterCollection> fill, CancellationToken cancellationToken) =>
        await database.For(QueryType.Delete).ExecuteAsync(
            async token =>
            {
#pragma warning disable CA2100 // One of the statements above.
                await using var command = database.Relaxed.CreateCommand(sql);
#pragma warning restore CA2100
                fill(command.Parameters);
                return await command.ExecuteNonQueryAsync(token);
            },
            cancellationToken);

    [LoggerMessage(70, LogLevel.Warning, "{Groups} message groups were stuck: all their messages were behind another one; the next message of each was promoted", EventName = "groups_let_forward")]
    private partial void StuckGroupsPromoted(int groups);
}
