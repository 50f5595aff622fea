using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Broker.Database;
using Platform.Broker.Queues;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Loops;
using Platform.ServiceDefaults.Measures;

namespace Platform.Broker.Messages;

/// <summary>Sees to what is not urgent: partitions, old deduplication ids, what deleted queues have left, and groups that nobody lets forward.</summary>
internal sealed class MessageKeeper(
    BrokerDatabase database,
    ProcessedPartitions partitions,
    QueueRegistry registry,
    QueueSignals signals,
    IOptions<QueueOptions> options,
    TimeProvider time,
    ILogger<MessageKeeper> logger) : PeriodicLoop(time, logger)
{
    private const int GroupLimit = 5000;

    /// <summary>A publish that knew the queue before it was deleted has ended by then.</summary>
    private static readonly TimeSpan s_settled = TimeSpan.FromSeconds(30);

    private static readonly string s_forgetKeys = BrokerSql.Files.Read<MessageKeeper>("forget-keys");
    private static readonly string s_findDeleted = BrokerSql.Files.Read<MessageKeeper>("find-deleted");
    private static readonly string s_deleteMessages = BrokerSql.Files.Read<MessageKeeper>("delete-messages");
    private static readonly string s_deleteProcessed = BrokerSql.Files.Read<MessageKeeper>("delete-processed");
    private static readonly string s_deleteQueue = BrokerSql.Files.Read<MessageKeeper>("delete-queue");

    private (int QueueId, string Group) _lastGroup = (0, "");

    protected override TimeSpan Interval => options.Value.KeepInterval;

    protected override async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        await partitions.EnsureAsync(cancellationToken);
        while (await partitions.DropOldestAsync(cancellationToken))
        {
            // One at a time.
        }

        while (await ExecuteAsync(s_forgetKeys, parameters => parameters.With(Time.GetUtcNow()), cancellationToken) == 5000)
        {
            // In small batches.
        }

        foreach (int queue in await DeletedAsync(cancellationToken))
        {
            while (await ExecuteAsync(s_deleteMessages, parameters => parameters.With(queue), cancellationToken) > 0)
            {
                // In small batches.
            }

            await ExecuteAsync(s_deleteProcessed, parameters => parameters.With(queue), cancellationToken);
            await ExecuteAsync(s_deleteQueue, parameters => parameters.With(queue).With(CountSlots.Maintenance), cancellationToken);
        }

        await database.For(QueryType.Update).ExecuteAsync(async token => await LetForwardAsync(token), cancellationToken);
        return false;
    }

    /// <summary>
    /// Some groups in each round. Whoever takes the first message of a group away lets the next forward; but where that was ever
    /// missed, nothing else would: a group would stand still for good.
    /// </summary>
    private async Task LetForwardAsync(CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await database.Hot.OpenConnectionAsync(cancellationToken);
        (List<(int, string)> stuck, (int, string)? last) = await GroupOrder.FindStuckAsync(connection, _lastGroup, GroupLimit, cancellationToken);
        _lastGroup = last ?? (0, "");
        if (stuck.Count == 0)
        {
            return;
        }

        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        List<int> ready = await GroupOrder.PromoteAsync(connection, transaction, stuck, Time.GetUtcNow(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        GroupLog.LetForward(Logger, stuck.Count);
        await registry.EnsureAsync(ready, cancellationToken);
        foreach (IGrouping<int, int> some in ready.GroupBy(id => id))
        {
            if (registry.Find(some.Key) is { } queue)
            {
                signals.Ready(queue, some.Count());
            }
        }
    }

    private Task<List<int>> DeletedAsync(CancellationToken cancellationToken) => database.ListAsync(
        s_findDeleted, parameters => parameters.With(Time.GetUtcNow() - s_settled), static reader => reader.GetInt32(0), cancellationToken);

    private async Task<int> ExecuteAsync(string sql, Action<NpgsqlParameterCollection> fill, CancellationToken cancellationToken) =>
        await database.For(QueryType.Delete).ExecuteAsync(
            async token =>
            {
#pragma warning disable CA2100 // One of the statements above.
                await using NpgsqlCommand command = database.Relaxed.CreateCommand(sql);
#pragma warning restore CA2100
                fill(command.Parameters);
                return await command.ExecuteNonQueryAsync(token);
            },
            cancellationToken);
}
