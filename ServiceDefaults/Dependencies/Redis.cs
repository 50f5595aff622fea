using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Platform.ServiceDefaults.Connections;
using Platform.ServiceDefaults.Health;
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
            settings =>
            {
                settings.DisableHealthChecks = true;

                // The client creates its spans when a reply arrives, when it can no longer be seen that a health check sent the command.
                settings.DisableTracing = true;
            },
            options =>
            {
                // A client that gives up after the first failure would never connect again.
                options.AbortOnConnectFail = false;
                options.ConnectRetry = 1;
                options.ClientName ??= clientName;

                // The health check sends INFO, which the client treats as an administrative command.
                options.AllowAdmin = true;
                if (!isConnectTimeoutGiven)
                {
                    // Limits how long the first use of an unavailable Redis blocks.
                    options.ConnectTimeout = 1000;
                }
            });
    }

    public static async ValueTask<ProbeAnswer> ProbeAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var client = services.GetRequiredService<IConnectionMultiplexer>();
        services.GetRequiredService<RedisConnections>().Watch(client);
        var database = client.GetDatabase();
        var roundTrip = await database.PingAsync().WaitAsync(cancellationToken).ConfigureAwait(false);

        var figures = Figures((string?)await database.ExecuteAsync("INFO").WaitAsync(cancellationToken).ConfigureAwait(false) ?? "");
        return new ProbeAnswer(
            string.Create(CultureInfo.InvariantCulture, $"connected, ping {roundTrip.TotalMilliseconds:0.00} ms"),
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["connected"] = true,
                ["ping_ms"] = Math.Round(roundTrip.TotalMilliseconds, 3),
                ["memory_bytes"] = NumberOf(figures, "used_memory"),
                ["max_memory_bytes"] = NumberOf(figures, "maxmemory"),
                ["clients"] = NumberOf(figures, "connected_clients"),
                ["server_version"] = figures.GetValueOrDefault("redis_version", ""),
            });
    }

    private static Dictionary<string, string> Figures(string info)
    {
        var figures = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in info.Split('\n', StringSplitOptions.TrimEntries))
        {
            if (line.Split(':', 2) is [var name, var value])
            {
                figures[name] = value;
            }
        }

        return figures;
    }

    private static long NumberOf(Dictionary<string, string> figures, string name) =>
        long.TryParse(figures.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
