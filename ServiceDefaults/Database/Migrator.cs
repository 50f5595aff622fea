using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Platform.ServiceDefaults.Database;

/// <summary>Applies a service's schema migrations: forward only, one transaction for each file, once across all replicas.</summary>
/// <param name="schema">The schema and the assembly that contains its migration files.</param>
/// <param name="configuration">Contains the connection string <c>platform</c>.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Receives an entry for each applied file.</param>
public sealed partial class Migrator(ServiceSchema schema, IConfiguration configuration, TimeProvider time, ILogger<Migrator> logger)
{
    private static readonly ActivitySource s_source = new("Platform.Migrations");

    /// <summary>The maximum total time, including the time spent waiting for locks.</summary>
    private static readonly TimeSpan s_maxTime = TimeSpan.FromMinutes(10);

    /// <summary>The pause before a file that could not get its locks is tried again, so that statements queued behind it can run.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    /// <summary>Applies all files that have not been applied yet.</summary>
    /// <exception cref="InvalidOperationException">A file was changed after it had been applied.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var activity = s_source.StartActivity($"migrate {schema.Name}");
        var connectionString = configuration.GetConnectionString("platform")
            ?? throw new InvalidOperationException("The connection string 'platform' is missing.");
        var dataSource = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = (int)s_maxTime.TotalSeconds });
        await using (dataSource.ConfigureAwait(false))
        {
            var connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                await RunAsync(connection, activity, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task RunAsync(NpgsqlConnection connection, Activity? activity, CancellationToken cancellationToken)
    {
        await ExecuteAsync(connection, FormattableString.Invariant($"SELECT pg_advisory_lock({schema.LockKey})"), cancellationToken).ConfigureAwait(false);
        var prepare = $"""
            CREATE SCHEMA IF NOT EXISTS {schema.Name};
            CREATE TABLE IF NOT EXISTS {schema.Name}.migrations
            (
                name       text        NOT NULL PRIMARY KEY,
                checksum   text        NOT NULL,
                applied_at timestamptz NOT NULL
            )
            """;
        await UntilFreeAsync($"{schema.Name}.migrations", () => ExecuteAsync(connection, prepare, cancellationToken), cancellationToken).ConfigureAwait(false);
        var applied = await AppliedAsync(connection, cancellationToken).ConfigureAwait(false);
        foreach (var (name, sql) in Files())
        {
            var checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)));
            if (applied.TryGetValue(name, out var before))
            {
                if (!string.Equals(before, checksum, StringComparison.Ordinal))
                {
                    throw new InvalidOperationException($"The migration {name} was applied with other contents.");
                }

                continue;
            }

            await UntilFreeAsync(name, () => ApplyAsync(connection, name, sql, checksum, cancellationToken), cancellationToken).ConfigureAwait(false);
            activity?.AddEvent(new ActivityEvent(name));
            Applied(name);
        }
    }

    private IEnumerable<(string Name, string Sql)> Files()
    {
        foreach (var resource in schema.Files.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            var at = resource.IndexOf(".Migrations.", StringComparison.Ordinal);
            if (at < 0)
            {
                continue;
            }

            using var stream = schema.Files.GetManifestResourceStream(resource)!;
            using var reader = new StreamReader(stream);
            yield return (resource[(at + ".Migrations.".Length)..], reader.ReadToEnd().ReplaceLineEndings("\n"));
        }
    }

    private async Task<Dictionary<string, string>> AppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var applied = new Dictionary<string, string>(StringComparer.Ordinal);
#pragma warning disable CA2100 // The schema's name is a constant of its service.
        var command = new NpgsqlCommand($"SELECT name, checksum FROM {schema.Name}.migrations", connection);
#pragma warning restore CA2100
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    applied.Add(reader.GetString(0), reader.GetString(1));
                }
            }
        }

        return applied;
    }

    private async Task UntilFreeAsync(string name, Func<Task> work, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            try
            {
                await work().ConfigureAwait(false);
                return;
            }
            catch (PostgresException exception) when (IsLockConflict(exception) && time.GetElapsedTime(begun) < s_maxTime)
            {
                Waits(name, exception.MessageText);
            }

            await Task.Delay(s_pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    // Another session uses the tables, or waits for a table that this file has locked; or another service creates the same schema at the same moment,
    // which IF NOT EXISTS does not detect.
    private static bool IsLockConflict(PostgresException exception) => exception
        is { SqlState: PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected }
        or { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "pg_namespace_nspname_index" };

    private async Task ApplyAsync(NpgsqlConnection connection, string name, string sql, string checksum, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            // Every later lock request queues behind one that waits, including those of the version still running, so this file gives up early.
            await ExecuteAsync(connection, "SET LOCAL lock_timeout = '2s'", cancellationToken).ConfigureAwait(false);
            await ExecuteAsync(connection, sql, cancellationToken).ConfigureAwait(false);
#pragma warning disable CA2100 // The schema's name is a constant of its service.
            var record = new NpgsqlCommand(
                $"INSERT INTO {schema.Name}.migrations (name, checksum, applied_at) VALUES ($1, $2, $3)", connection, transaction);
#pragma warning restore CA2100
            await using (record.ConfigureAwait(false))
            {
                record.Parameters.With(name).With(checksum).With(time.GetUtcNow());
                await record.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }

            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // The text comes from the service's own assembly.
        var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    [LoggerMessage(10, LogLevel.Information, "Applied the migration {Name}", EventName = "migration_applied")]
    private partial void Applied(string name);

    [LoggerMessage(11, LogLevel.Warning, "The migration {Name} has to wait and is tried again: {Reason}", EventName = "migration_waits")]
    private partial void Waits(string name, string reason);
}
