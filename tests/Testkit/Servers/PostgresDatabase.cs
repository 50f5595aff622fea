using System.Collections.Concurrent;
using Npgsql;
using Xunit;

namespace Platform.Testkit.Servers;

/// <summary>Provides a new, empty database to a test class (use as its class fixture) on the assembly's PostgreSQL.</summary>
public sealed class PostgresDatabase : IAsyncLifetime
{
    private static readonly Lazy<Task<TestServer>> s_server = TestServer.Shared(() => TestServer.PostgreSql("max_connections=300"));

    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> s_templates = new(StringComparer.Ordinal);

    /// <summary>The connection string of the database.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>A connection pool of the database.</summary>
    public NpgsqlDataSource DataSource { get; private set; } = null!;

    /// <summary>Creates a database without a test class, for tests that need several.</summary>
    public static async Task<PostgresDatabase> CreateAsync()
    {
        var database = new PostgresDatabase();
        await database.InitializeAsync();
        return database;
    }

    /// <inheritdoc />
    public Task InitializeAsync() => MakeAsync("template1");

    /// <summary>
    /// Creates the database with the tables of a service; they are created once in a template database, which is copied for each test class.
    /// </summary>
    /// <param name="service">The name of the service, in one word.</param>
    /// <param name="migrate">Creates the tables, given a connection string, and leaves no connection open.</param>
    public async Task InitializeAsync(string service, Func<string, Task> migrate) => await MakeAsync(await s_templates.GetOrAdd(service, _ => new(async () =>
    {
        var template = $"template_{service}";
        await RunOnServerAsync($"CREATE DATABASE {template}");
        await migrate(await ConnectionStringOfAsync(template, pooling: false));
        return template;
    })).Value);

    /// <inheritdoc />
    public async Task DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await CleanUp.TryAsync(() =>
            RunOnServerAsync($"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(ConnectionString).Database} WITH (FORCE)"));
    }

    private async Task MakeAsync(string template)
    {
        var name = $"test_{Guid.CreateVersion7():N}";
        await RunOnServerAsync($"CREATE DATABASE {name} TEMPLATE {template}");
        ConnectionString = await ConnectionStringOfAsync(name, pooling: true);
        DataSource = NpgsqlDataSource.Create(ConnectionString);
    }

    private static async Task RunOnServerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(await ConnectionStringOfAsync("postgres", pooling: false));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string> ConnectionStringOfAsync(string database, bool pooling) =>
        new NpgsqlConnectionStringBuilder((await s_server.Value).ConnectionString)
        {
            Database = database,
            Pooling = pooling,
            IncludeErrorDetail = true,
        }.ConnectionString;
}
