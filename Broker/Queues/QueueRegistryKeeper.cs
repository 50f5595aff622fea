using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;
using Platform.Broker.Database;
using Platform.ServiceDefaults.Loops;

namespace Platform.Broker.Queues;

/// <summary>Keeps the registry in step with changes that other replicas make.</summary>
internal sealed class QueueRegistryKeeper(
    QueueRegistry registry, IConfiguration configuration, TimeProvider time, ILogger<QueueRegistryKeeper> logger) : Loop(time, logger)
{
    /// <summary>A notification cannot be lost while the connection holds; this is the net below it.</summary>
    private static readonly TimeSpan s_reload = TimeSpan.FromSeconds(30);

    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        // A connection of its own: one that listens cannot be shared, and goes back to no pool.
        var settings = new NpgsqlConnectionStringBuilder(configuration.GetConnectionString("platform"))
        {
            Pooling = false, KeepAlive = 15, Timeout = 5, ApplicationName = "broker-queues", Options = $"-c role={BrokerDatabase.Role}",
        };

        // Without a name the client's metrics would carry the connection string.
        await using NpgsqlDataSource source = new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = "broker-queues" }.Build();
        await using NpgsqlConnection connection = source.CreateConnection();

        // Told on the connection's own time, by its keep-alive too.
        var changed = new ConcurrentDictionary<int, bool>();
        connection.Notification += (_, notification) =>
        {
            if (int.TryParse(notification.Payload, NumberStyles.None, CultureInfo.InvariantCulture, out int id))
            {
                changed[id] = true;
            }
        };
        await connection.OpenAsync(cancellationToken);
        await using (var listen = new NpgsqlCommand($"LISTEN {QueueRegistry.Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        await registry.LoadAllAsync(cancellationToken);
        long loaded = Time.GetTimestamp();
        while (true)
        {
            TimeSpan left = s_reload - Time.GetElapsedTime(loaded);
            if (left <= TimeSpan.Zero)
            {
                await registry.LoadAllAsync(cancellationToken);
                loaded = Time.GetTimestamp();
                continue;
            }

            await connection.WaitAsync(left, cancellationToken);
            foreach (int id in changed.Keys)
            {
                // Taken out before it is read, so that what changes meanwhile is read again.
                changed.TryRemove(id, out _);
                await registry.ReloadAsync(id, cancellationToken);
            }
        }
    }
}
