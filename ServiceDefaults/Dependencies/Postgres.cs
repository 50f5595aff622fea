using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Platform.ServiceDefaults.Connections;
using Platform.ServiceDefaults.Health;
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
                // Without a name, the metrics of the pool would contain the connection string.
                dataSource.Name = connectionName;
                dataSource.TraceWithinTraces();
                SetDefaults(dataSource.ConnectionStringBuilder, options, applicationName);
                configure?.Invoke(dataSource);
            });
    }

    // Connections, transactions, indexes and version in one row. An index whose creation failed slows queries down and is reported nowhere else.
    private const string Figures = """
        SELECT count(*),
               count(*) FILTER (WHERE xact_start IS NOT NULL AND pid <> pg_backend_pid()),
               coalesce(max(extract(epoch FROM now() - xact_start)) FILTER (WHERE pid <> pg_backend_pid()), 0)::float8,
               current_setting('max_connections')::int,
               (SELECT count(*) FROM pg_index WHERE NOT indisvalid),
               (SELECT count(*) FROM pg_index),
               current_setting('server_version')
        FROM pg_stat_activity WHERE datname = current_database()
        """;

    public static async ValueTask<ProbeAnswer> ProbeAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var connection = await services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var started = time.GetTimestamp();
            var command = new NpgsqlCommand("SELECT 1", connection);
            await using (command.ConfigureAwait(false))
            {
                await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
            }

            var took = time.GetElapsedTime(started);
            var figures = new NpgsqlCommand(Figures, connection);
            await using (figures.ConfigureAwait(false))
            {
                var row = await figures.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await using (row.ConfigureAwait(false))
                {
                    await row.ReadAsync(cancellationToken).ConfigureAwait(false);
                    return Answer(took, row);
                }
            }
        }
    }

    private static ProbeAnswer Answer(TimeSpan took, NpgsqlDataReader row)
    {
        var broken = row.GetInt64(4);
        return new ProbeAnswer(
            broken == 0 ? "connected" : string.Create(CultureInfo.InvariantCulture, $"connected, {broken} indexes are broken"),
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["connected"] = true,
                ["query_ms"] = Math.Round(took.TotalMilliseconds, 3),
                ["connections"] = row.GetInt64(0),
                ["max_connections"] = row.GetInt32(3),
                ["active_transactions"] = row.GetInt64(1),
                ["longest_transaction_seconds"] = Math.Round(row.GetDouble(2), 3),
                ["indexes"] = row.GetInt64(5),
                ["invalid_indexes"] = broken,
                ["server_version"] = row.GetString(6),
            },
            broken == 0 ? HealthStatus.Healthy : HealthStatus.Degraded);
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
