using System.Globalization;
using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Broker.Database;
using Platform.Broker.Queues;

namespace Platform.Broker.Messages;

/// <summary>
/// The partitions of <c>broker.processed_messages</c>: made ahead of time, dropped as wholes when they are old or take too much room,
/// so that keeping acknowledged messages never costs a deletion of rows.
/// </summary>
internal sealed class ProcessedPartitions(BrokerDatabase database, IOptions<QueueOptions> options, TimeProvider time)
{
    private const string Prefix = "processed_messages_";
    private const string Format = "yyyyMMddHHmm";
    private static readonly TimeSpan s_length = TimeSpan.FromMinutes(10);

    private static readonly string s_list = BrokerSql.Files.Read<ProcessedPartitions>("list");

    /// <summary>Sees to it that there are partitions for the next two hours.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        var first = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % s_length.Ticks), TimeSpan.Zero) - s_length;
        HashSet<string> present = [.. (await ListAsync(cancellationToken)).Select(partition => partition.Name)];
        for (int i = 0; i < 14; i++)
        {
            DateTimeOffset from = first + (i * s_length);
            string name = Prefix + from.ToString(Format, CultureInfo.InvariantCulture);
            if (!present.Contains(name))
            {
                // Made first and attached then: that does not keep writers waiting.
                await ExecuteAsync(
                    $"""
                    SELECT pg_advisory_xact_lock({(int)BrokerLock.Partitions});
                    CREATE TABLE IF NOT EXISTS broker.{name} (LIKE broker.processed_messages INCLUDING ALL) WITH (autovacuum_vacuum_insert_scale_factor = 0.5);
                    DO $$ BEGIN
                        IF NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = 'broker.{name}'::regclass) THEN
                            ALTER TABLE broker.processed_messages ATTACH PARTITION broker.{name} FOR VALUES FROM ('{from:yyyy-MM-dd HH:mm}+00') TO ('{from + s_length:yyyy-MM-dd HH:mm}+00');
                        END IF;
                    END $$;
                    """,
                    cancellationToken);
            }
        }
    }

    /// <summary>Drops the oldest partition that is past its time or over the room; the counts of the queues follow.</summary>
    /// <returns>Whether one was dropped.</returns>
    public async Task<bool> DropOldestAsync(CancellationToken cancellationToken)
    {
        List<(string Name, long Bytes)> partitions = await ListAsync(cancellationToken);
        DateTimeOffset now = time.GetUtcNow();
        (string name, _) = partitions.FirstOrDefault();
        if (name is null || !TryTime(name, out DateTimeOffset from) || from + s_length > now)
        {
            return false;
        }

        bool isOld = from + s_length < now - options.Value.KeepProcessed;
        bool isTooMuch = partitions.Sum(partition => partition.Bytes) > options.Value.KeepProcessedBytes;
        if (!isOld && !isTooMuch)
        {
            return false;
        }

        // Detaching does not wait for readers while it holds up writers, but needs to stand alone.
        await ExecuteAsync($"ALTER TABLE broker.processed_messages DETACH PARTITION broker.{name} CONCURRENTLY", cancellationToken);
        await ExecuteAsync(
            $"""
            WITH gone AS MATERIALIZED (SELECT p.queue_id, count(*) AS messages FROM broker.{name} p JOIN broker.queues q ON q.id = p.queue_id GROUP BY 1)
            INSERT INTO broker.queue_counts AS c (queue_id, slot, kept)
            SELECT queue_id, {CountSlots.Maintenance}, -messages FROM gone ORDER BY queue_id
            ON CONFLICT (queue_id, slot) DO UPDATE SET kept = c.kept + excluded.kept;
            DROP TABLE broker.{name}
            """,
            cancellationToken);
        return true;
    }

    private static bool TryTime(string name, out DateTimeOffset from) => DateTimeOffset.TryParseExact(
        name.AsSpan(Math.Min(Prefix.Length, name.Length)), Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out from);

    private async Task<List<(string Name, long Bytes)>> ListAsync(CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = database.Query.CreateCommand(s_list);
        var partitions = new List<(string, long)>();
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            partitions.Add((reader.GetString(0), reader.GetInt64(1)));
        }

        return partitions;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // Put together of constants and times.
        await using NpgsqlCommand command = database.Query.CreateCommand(sql);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
