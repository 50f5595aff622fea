using Microsoft.Extensions.Options;
using Npgsql;
using Platform.JobManager.Database;
using Platform.JobManager.Hosting;
using Platform.JobManager.Queues;

namespace Platform.JobManager.Messages;

/// <summary>Sees to what is not urgent: partitions, old deduplication ids, and what deleted queues have left.</summary>
internal sealed class MessageKeeper(
    JobDatabase database, ProcessedPartitions partitions, IOptions<QueueOptions> options, TimeProvider time, ILogger<MessageKeeper> logger)
    : PeriodicLoop(time, logger)
{
    /// <summary>A publish that knew the queue before it was deleted has ended by then.</summary>
    private static readonly TimeSpan s_settled = TimeSpan.FromSeconds(30);

    private const string ForgetKeys =
        """
        WITH d AS MATERIALIZED (
            SELECT queue_id, deduplication_id FROM jobs.message_keys WHERE expires_at < $1 ORDER BY expires_at LIMIT 5000 FOR UPDATE SKIP LOCKED)
        DELETE FROM jobs.message_keys k USING d WHERE k.queue_id = d.queue_id AND k.deduplication_id = d.deduplication_id
        """;

    private const string Deleted = "SELECT id FROM jobs.queues WHERE deleted_at < $1 ORDER BY deleted_at LIMIT 20";

    private const string DeleteMessages =
        "DELETE FROM jobs.messages WHERE queue_id = $1 AND id IN (SELECT id FROM jobs.messages WHERE queue_id = $1 ORDER BY id LIMIT 5000)";

    private const string DeleteProcessed = "DELETE FROM jobs.processed_messages WHERE queue_id = $1";

    private const string DeleteQueue =
        """
        WITH gone AS (DELETE FROM jobs.queue_counts WHERE queue_id = $1 RETURNING published, processed),
        keys AS (DELETE FROM jobs.message_keys WHERE queue_id = $1),
        queue AS (DELETE FROM jobs.queues WHERE id = $1)
        INSERT INTO jobs.queue_counts AS c (queue_id, slot, published, processed)
        SELECT 0, $2::smallint, coalesce(sum(published), 0), coalesce(sum(processed), 0) FROM gone
        ON CONFLICT (queue_id, slot) DO UPDATE SET published = c.published + excluded.published, processed = c.processed + excluded.processed
        """;

    protected override TimeSpan Interval => options.Value.KeepInterval;

    protected override async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        await partitions.EnsureAsync(cancellationToken);
        while (await partitions.DropOldestAsync(cancellationToken))
        {
            // One at a time.
        }

        while (await ExecuteAsync(ForgetKeys, parameters => parameters.With(Time.GetUtcNow()), cancellationToken) == 5000)
        {
            // In small batches.
        }

        foreach (int queue in await DeletedAsync(cancellationToken))
        {
            while (await ExecuteAsync(DeleteMessages, parameters => parameters.With(queue), cancellationToken) > 0)
            {
                // In small batches.
            }

            await ExecuteAsync(DeleteProcessed, parameters => parameters.With(queue), cancellationToken);
            await ExecuteAsync(DeleteQueue, parameters => parameters.With(queue).With(CountSlots.Maintenance), cancellationToken);
        }

        return false;
    }

    private async Task<List<int>> DeletedAsync(CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = database.Query.CreateCommand(Deleted);
        command.Parameters.With(Time.GetUtcNow() - s_settled);
        var queues = new List<int>();
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            queues.Add(reader.GetInt32(0));
        }

        return queues;
    }

    private async Task<int> ExecuteAsync(string sql, Action<NpgsqlParameterCollection> fill, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // One of the constants above.
        await using NpgsqlCommand command = database.Relaxed.CreateCommand(sql);
#pragma warning restore CA2100
        fill(command.Parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
