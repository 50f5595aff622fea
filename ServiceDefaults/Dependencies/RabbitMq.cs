using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Platform.ServiceDefaults.Connections;
using Platform.ServiceDefaults.Health;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Platform.ServiceDefaults.Dependencies;

internal static class RabbitMq
{
    public static void Add(IHostApplicationBuilder builder, string connectionName)
    {
        builder.AddRabbitMQClient(
            connectionName,
            settings => settings.DisableHealthChecks = true,
            factory =>
            {
                // RabbitMqConnection replaces a broken connection as a whole, because recovered channels of this client can hang.
                factory.AutomaticRecoveryEnabled = false;
                factory.TopologyRecoveryEnabled = false;
                factory.RequestedHeartbeat = TimeSpan.FromSeconds(10);
                factory.RequestedConnectionTimeout = TimeSpan.FromSeconds(5);
                factory.ContinuationTimeout = TimeSpan.FromSeconds(10);
                factory.ClientProvidedName = builder.Environment.ApplicationName;
            });
        builder.Services.TryAddSingleton<RabbitMqConnection>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IConnectionSource, ConnectionTally>(services => services.GetRequiredService<RabbitMqConnection>().Tally));
        builder.Services.AddHostedService(services => services.GetRequiredService<RabbitMqConnection>());
    }

    /// <summary>Creates a probe that checks RabbitMQ and the queues that the service needs.</summary>
    public static DependencyProbe ProbeOf(IReadOnlyList<string> queues) => async (services, cancellationToken) =>
    {
        var connection = services.GetRequiredService<RabbitMqConnection>().Current
            ?? throw new TimeoutException("not connected");
        var details = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["connected"] = true,
            ["publisher_confirms"] = Has(connection, "publisher_confirms"),
            ["server_version"] = TextOf(connection.ServerProperties, "version"),
        };
        var there = new Dictionary<string, object>(StringComparer.Ordinal);
        var missing = 0;
        var consumers = 0L;
        var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (var queue in queues)
            {
                try
                {
                    var found = await channel.QueueDeclarePassiveAsync(queue, cancellationToken).ConfigureAwait(false);
                    there[queue] = new Dictionary<string, object>(StringComparer.Ordinal) { ["messages"] = (long)found.MessageCount, ["consumers"] = (long)found.ConsumerCount };
                    consumers += found.ConsumerCount;
                }
                catch (OperationInterruptedException) when (connection.IsOpen)
                {
                    // Inspecting a missing queue closes the channel.
                    missing++;
                    await channel.DisposeAsync().ConfigureAwait(false);
                    channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            await channel.DisposeAsync().ConfigureAwait(false);
        }

        if (queues.Count > 0)
        {
            details["consumers"] = consumers;
            details["queues"] = there;
            details["missing_queues"] = missing;
        }

        return new ProbeAnswer("connected", details);
    };

    private static bool Has(IConnection connection, string capability) =>
        connection.ServerProperties is { } properties
        && properties.TryGetValue("capabilities", out var all) && all is IDictionary<string, object?> capabilities
        && capabilities.TryGetValue(capability, out var value) && value is true;

    private static string TextOf(IDictionary<string, object?>? properties, string name) =>
        properties is not null && properties.TryGetValue(name, out var value) && value is byte[] text ? Encoding.UTF8.GetString(text) : "";
}
