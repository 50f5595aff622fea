using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Platform.ServiceDefaults.Connections;

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
                // RabbitMqConnection replaces a broken connection as a whole: recovered channels of this client can hang.
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

    public static async ValueTask<string?> ProbeAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var connection = services.GetRequiredService<RabbitMqConnection>().Current
            ?? throw new TimeoutException("not connected");
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        return "connected";
    }
}
