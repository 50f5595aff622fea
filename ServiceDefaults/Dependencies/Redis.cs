using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Platform.ServiceDefaults.Connections;
using StackExchange.Redis;

namespace Platform.ServiceDefaults.Dependencies;

internal static class Redis
{
    public static void Add(IHostApplicationBuilder builder, string connectionName)
    {
        var clientName = builder.Environment.ApplicationName;
        var isConnectTimeoutGiven = builder.Configuration
            .GetConnectionString(connectionName)?.Contains("connectTimeout", StringComparison.OrdinalIgnoreCase) ?? false;

        builder.Services.TryAddSingleton<RedisConnections>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IConnectionSource, RedisConnections>(services => services.GetRequiredService<RedisConnections>()));
        builder.AddRedisClient(
            connectionName,
            settings => settings.DisableHealthChecks = true,
            options =>
            {
                // A client that gave up once would never connect again.
                options.AbortOnConnectFail = false;
                options.ConnectRetry = 1;
                options.ClientName ??= clientName;
                if (!isConnectTimeoutGiven)
                {
                    // Bounds what the first use of an absent Redis costs.
                    options.ConnectTimeout = 1000;
                }
            });
    }

    public static async ValueTask<string?> ProbeAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var client = services.GetRequiredService<IConnectionMultiplexer>();
        services.GetRequiredService<RedisConnections>().Watch(client);
        var database = client.GetDatabase();
        var roundTrip = await database.PingAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        return string.Create(CultureInfo.InvariantCulture, $"connected, ping {roundTrip.TotalMilliseconds:0.00} ms");
    }
}
