using System.Data.Common;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Platform.ServiceDefaults.Connections;
using Platform.ServiceDefaults.Measures;

namespace Platform.ServiceDefaults.Dependencies;

internal static class Postgres
{
    public static void Add(IHostApplicationBuilder builder, string connectionName, Action<NpgsqlDataSourceBuilder>? configure)
    {
        builder.Services.AddOptions<PostgresOptions>()
            .BindConfiguration("Postgres")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        var options = builder.Configuration.GetSection("Postgres").Get<PostgresOptions>() ?? new();
        var applicationName = builder.Environment.ApplicationName;
        builder.Services.AddInstruments<DatabaseMetrics>();
        builder.Services.TryAddSingleton<PostgresConnections>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IConnectionSource, PostgresConnections>(services => services.GetRequiredService<PostgresConnections>()));

        builder.AddNpgsqlDataSource(
            connectionName,
            settings => settings.DisableHealthChecks = true,
            dataSource =>
            {
                // Without a name the pool's metrics carry the connection string.
                dataSource.Name = connectionName;
                SetDefaults(dataSource.ConnectionStringBuilder, options, applicationName);
                configure?.Invoke(dataSource);
            });
    }

    public static async ValueTask<string?> ProbeAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var command = services.GetRequiredService<NpgsqlDataSource>().CreateCommand("SELECT 1");
        await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        return "connected";
    }

    private static void SetDefaults(NpgsqlConnectionStringBuilder connection, PostgresOptions options, string applicationName)
    {
        var given = new DbConnectionStringBuilder { ConnectionString = connection.ConnectionString };
        if (!HasAny(given, "Maximum Pool Size", "Max Pool Size", "MaxPoolSize"))
        {
            connection.MaxPoolSize = options.MaxPoolSize;
        }

        if (!HasAny(given, "Timeout"))
        {
            connection.Timeout = options.ConnectTimeoutSeconds;
        }

        if (!HasAny(given, "Command Timeout", "CommandTimeout"))
        {
            connection.CommandTimeout = options.CommandTimeoutSeconds;
        }

        if (!HasAny(given, "Keepalive"))
        {
            connection.KeepAlive = options.KeepAliveSeconds;
        }

        if (!HasAny(given, "Application Name", "ApplicationName"))
        {
            connection.ApplicationName = applicationName;
        }
    }

    private static bool HasAny(DbConnectionStringBuilder connection, params ReadOnlySpan<string> keywords)
    {
        foreach (var keyword in keywords)
        {
            if (connection.ContainsKey(keyword))
            {
                return true;
            }
        }

        return false;
    }
}
