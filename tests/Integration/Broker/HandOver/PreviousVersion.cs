using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Platform.Testkit.Files;

namespace Platform.Integration.Broker.HandOver;

/// <summary>
/// The previous version, in which JobManager stored the queues: the state of its database, and the statements that it runs while this version starts.
/// The statements are in files, unchanged. They can be deleted together with the views.
/// </summary>
internal static class PreviousVersion
{
    private const string FirstOfThisVersion = "0016";

    private static readonly string s_statements = RepositoryRoot.Combine("tests", "Integration", "Broker", "HandOver", "Previous");

    public static IEnumerable<string> Statements => Directory.EnumerateFiles(s_statements, "*.sql").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal);

    /// <summary>The text of a statement. Its first line lists the types of the parameters.</summary>
    public static (string Types, string Sql) Statement(string name)
    {
        var text = File.ReadAllText(Path.Combine(s_statements, name + ".sql"));
        var line = text.IndexOf('\n', StringComparison.Ordinal);
        return (text["-- parameters:".Length..line].Trim(), text[(line + 1)..]);
    }

    /// <summary>Creates the schema of the previous version in an empty database, with partitions for the next two hours.</summary>
    public static async Task MigrateAsync(NpgsqlDataSource database)
    {
        await ExecuteAsync(
            database,
            "CREATE SCHEMA jobs; CREATE TABLE jobs.migrations (name text NOT NULL PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL)");
        foreach (var file in Directory.EnumerateFiles(RepositoryRoot.Combine("JobManager", "Migrations"), "*.sql").Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(file);
            if (string.CompareOrdinal(name, FirstOfThisVersion) < 0)
            {
                var sql = (await File.ReadAllTextAsync(file)).ReplaceLineEndings("\n");
                await ExecuteAsync(database, sql);
                await ListAsync(database, "INSERT INTO jobs.migrations VALUES ($1, $2, now())", name, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql))));
            }
        }

        await ExecuteAsync(
            database,
            """
            DO $$
            DECLARE
                begins timestamptz := date_bin('10 minutes', now(), '2020-01-01 00:00+00') - interval '10 minutes';
                name text;
            BEGIN
                FOR i IN 1..14 LOOP
                    name := 'processed_messages_' || to_char(begins AT TIME ZONE 'UTC', 'YYYYMMDDHH24MI');
                    EXECUTE format('CREATE TABLE jobs.%I (LIKE jobs.processed_messages INCLUDING ALL)', name);
                    EXECUTE format('ALTER TABLE jobs.processed_messages ATTACH PARTITION jobs.%I FOR VALUES FROM (%L) TO (%L)', name, begins, begins + interval '10 minutes');
                    begins := begins + interval '10 minutes';
                END LOOP;
            END
            $$
            """);
    }

    /// <summary>Runs a statement of the previous version.</summary>
    public static Task<List<object?[]>> RunAsync(NpgsqlDataSource database, string name, params object[] values) =>
        ListAsync(database, Statement(name).Sql, values);

    public static async Task<int> CreateQueueAsync(NpgsqlDataSource database, Guid owner, string name) => (int)(await RunAsync(
        database, "queue_create", owner, TimeProvider.System.GetUtcNow(), name, "of before", 30, 5, 0, DBNull.Value, 300, 262_144, 10_000_000L, true, 100)).Single()[0]!;

    /// <summary>Publishes plain messages, as JSON.</summary>
    public static async Task<long[]> PublishAsync(NpgsqlDataSource database, int queue, params string[] contents)
    {
        var ids = await RunAsync(
            database,
            "publish_plain",
            TimeProvider.System.GetUtcNow(),
            Array.ConvertAll(contents, _ => queue),
            Array.ConvertAll(contents, _ => (short)0),
            Array.ConvertAll(contents, Encoding.UTF8.GetBytes),
            new string?[contents.Length]);
        await RunAsync(database, "publish_plain_counts", (short)0, new[] { queue }, new[] { contents.Length });
        return [.. ids.Select(row => (long)row[0]!)];
    }

    /// <summary>Publishes a message with all optional values.</summary>
    public static async Task<long> PublishFullAsync(NpgsqlDataSource database, int queue, string content, string group, string key) => (long)(await RunAsync(
        database,
        "publish_full",
        TimeProvider.System.GetUtcNow(),
        new[] { queue },
        new short[] { 0 },
        new[] { Encoding.UTF8.GetBytes(content) },
        new string?[] { null },
        new[] { "{\"h\":\"v\"}"u8.ToArray() },
        new short[] { 3 },
        new DateTimeOffset?[] { null },
        new DateTimeOffset?[] { null },
        new[] { group },
        new[] { key },
        new DateTimeOffset?[] { TimeProvider.System.GetUtcNow().AddMinutes(5) },
        (short)1)).Single()[1]!;

    /// <summary>Claims ready messages.</summary>
    public static async Task<List<(long Id, long Receipt)>> ClaimAsync(NpgsqlDataSource database, int queue, int max)
    {
        var rows = await RunAsync(
            database,
            "claim",
            TimeProvider.System.GetUtcNow(),
            new[] { queue },
            new[] { max },
            new[] { (TimeProvider.System.GetUtcNow().AddMinutes(1) - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond },
            new[] { Random.Shared.NextInt64() & ~1L },
            (short)3,
            8_000_000L);
        return [.. rows.Where(row => row[1] is not null).Select(row => ((long)row[1]!, (long)row[12]!))];
    }

    public static async Task<int> AcknowledgeAsync(NpgsqlDataSource database, int queue, params (long Id, long Receipt)[] deliveries) => (await RunAsync(
        database,
        "acknowledge",
        TimeProvider.System.GetUtcNow(),
        Array.ConvertAll(deliveries, _ => queue),
        Array.ConvertAll(deliveries, delivery => delivery.Id),
        Array.ConvertAll(deliveries, delivery => delivery.Receipt),
        Array.ConvertAll(deliveries, _ => true),
        (short)6)).Count;

    public static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<List<object?[]>> ListAsync(NpgsqlDataSource database, string sql, params object[] values)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        var rows = new List<object?[]>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]);
        }

        return rows;
    }
}
