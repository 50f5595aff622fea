using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;
using Platform.Broker.Database;
using Platform.ServiceDefaults.Loops;

namespace Platform.Broker.Queues;

/// <summary>Applies the changes of other replicas to the registry, as PostgreSQL notifies about them.</summary>
internal sealed class QueueRegistryRefresher(
    QueueRegistry registry, IConfiguration configuration, TimeProvider time, ILogger<QueueRegistryRefresher> logger) : Loop(time, logger)
{
    /// <summary>How often all queues are read again, in case a notification was missed.</summary>
    private static readonly TimeSpan s_reload = TimeSpan.FromSeconds(30);

    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        // A listening connection cannot be shared, so it is not pooled.
        var settings = new NpgsqlConnectionStringBuilder(configuration.GetConnectionString("platform"))
        {
            Pooling = false,
            KeepAlive = 15,
            Timeout = 5,
            ApplicationName = "broker-queues",
            Options = $"-c role={BrokerDatabase.Role}",
        };

        // Without a name, the metrics of Npgsql would contain the connection string.
        await using var source = new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = "broker-queues" }.Build();
        await using var connection = source.CreateConnection();

        // Notifications arrive whenever the connection is read, including its keep-alive.
        var changed = new ConcurrentDictionary<int, bool>();
        connection.Notification += (_, notification) =>
        {
            if (int.TryParse(notification.Payload, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
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
        var loaded = Time.GetTimestamp();
        while (true)
        {
            var left = s_reload - Time.GetElapsedTime(loaded);
            if (left <= TimeSpan.Zero)
            {
                await registry.LoadAllAsync(cancellationToken);
                loaded = Time.GetTimestamp();
                continue;
            }

            await connection.WaitAsync(left, cancellationToken);
            foreach (var id in changed.Keys)
            {
                // Removed before the queue is read, so that a change during the read leads to another one.
                changed.TryRemove(id, out _);
                await registry.ReloadAsync(id, cancellationToken);
            }
        }
    }
}
