using Npgsql;
using Xunit;

namespace Platform.Testkit.Servers;

/// <summary>A new, empty database for one test class (use as its class fixture) on the assembly's PostgreSQL.</summary>
public sealed class PostgresDatabase : IAsyncLifetime
{
    private static readonly Lazy<Task<TestServer>> s_server = TestServer.Shared(() => TestServer.PostgreSql("max_connections=300"));

    /// <summary>The connection string of the database.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>Connections to the database, pooled.</summary>
    public NpgsqlDataSource DataSource { get; private set; } = null!;

    /// <summary>Makes a database without a test class, for those who need several.</summary>
    public static async Task<PostgresDatabase> CreateAsync()
    {
        var database = new PostgresDatabase();
        await database.InitializeAsync();
        return database;
    }

    /// <inheritdoc />
    public async Task InitializeAsync()
    {
        var name = $"test_{Guid.CreateVersion7():N}";
        await RunOnServerAsync($"CREATE DATABASE {name}");
        ConnectionString = await ConnectionStringOfAsync(name, pooling: true);
        DataSource = NpgsqlDataSource.Create(ConnectionString);
    }

    /// <inheritdoc />
    public async Task DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await CleanUp.TryAsync(() =>
            RunOnServerAsync($"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(ConnectionString).Database} WITH (FORCE)"));
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
