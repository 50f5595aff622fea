using System.Diagnostics;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Platform.JobManager.Telemetry;

namespace Platform.JobManager.Database;

/// <summary>Brings the schema <c>jobs</c> up to date: forward only, one transaction for each file, once across all replicas.</summary>
internal sealed class Migrator(IConfiguration configuration, TimeProvider time, ILogger<Migrator> logger)
{
    /// <summary>Key of the advisory lock: the ASCII codes of "jobs".</summary>
    private const long LockKey = 0x6a6f6273;

    /// <summary>How long files may take, and wait for their locks in all.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(10);

    /// <summary>For others to do what stood behind a file's wait for a lock.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    /// <exception cref="InvalidOperationException">A file that was applied before has changed since.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using Activity? activity = JobTracing.Source.StartActivity("migrate jobs");
        string connectionString = configuration.GetConnectionString("platform")
            ?? throw new InvalidOperationException("The connection string 'platform' is missing.");
        await using var dataSource = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = (int)s_longest.TotalSeconds });
        await using NpgsqlConnection connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({LockKey})", cancellationToken);
        await ExecuteAsync(
            connection,
            """
            CREATE SCHEMA IF NOT EXISTS jobs;
            CREATE TABLE IF NOT EXISTS jobs.migrations
            (
                name       text        NOT NULL PRIMARY KEY,
                checksum   text        NOT NULL,
                applied_at timestamptz NOT NULL
            )
            """,
            cancellationToken);
        Dictionary<string, string> applied = await AppliedAsync(connection, cancellationToken);
        foreach ((string name, string sql) in Files())
        {
            string checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)));
            if (applied.TryGetValue(name, out string? before))
            {
                if (!string.Equals(before, checksum, StringComparison.Ordinal))
                {
                    throw new InvalidOperationException($"The migration {name} was applied with other contents.");
                }

                continue;
            }

            await ApplyAsync(connection, name, sql, checksum, cancellationToken);
            activity?.AddEvent(new ActivityEvent(name));
            MigratorLog.Applied(logger, name);
        }
    }

    private static IEnumerable<(string Name, string Sql)> Files()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (string resource in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            int at = resource.IndexOf(".Migrations.", StringComparison.Ordinal);
            if (at < 0)
            {
                continue;
            }

            using Stream stream = assembly.GetManifestResourceStream(resource)!;
            using var reader = new StreamReader(stream);
            yield return (resource[(at + ".Migrations.".Length)..], reader.ReadToEnd().ReplaceLineEndings("\n"));
        }
    }

    private static async Task<Dictionary<string, string>> AppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var applied = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand("SELECT name, checksum FROM jobs.migrations", connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            applied.Add(reader.GetString(0), reader.GetString(1));
        }

        return applied;
    }

    private async Task ApplyAsync(NpgsqlConnection connection, string name, string sql, string checksum, CancellationToken cancellationToken)
    {
        long begun = time.GetTimestamp();
        while (true)
        {
            try
            {
                await ApplyOnceAsync(connection, name, sql, checksum, cancellationToken);
                return;
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.LockNotAvailable && time.GetElapsedTime(begun) < s_longest)
            {
                MigratorLog.Waits(logger, name);
            }

            await Task.Delay(s_pause, time, cancellationToken);
        }
    }

    private async Task ApplyOnceAsync(NpgsqlConnection connection, string name, string sql, string checksum, CancellationToken cancellationToken)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);

        // All that comes after a lock that is waited for waits behind it, of the version that still runs too: the file is given up instead.
        await ExecuteAsync(connection, "SET LOCAL lock_timeout = '2s'", cancellationToken);
        await ExecuteAsync(connection, sql, cancellationToken);
        await using var record = new NpgsqlCommand("INSERT INTO jobs.migrations (name, checksum, applied_at) VALUES ($1, $2, $3)", connection, transaction);
        record.Parameters.With(name).With(checksum).With(time.GetUtcNow());
        await record.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // The text comes from this assembly.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
