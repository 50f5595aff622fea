using Npgsql;
using Platform.Testkit.Servers;
using Shouldly;
using Xunit;

namespace Platform.Integration.Broker.HandOver;

/// <summary>Statements of the previous version that run while Broker's schema has the tables already.</summary>
public sealed class PreviousStatementTests(PreviousStatementTests.HandedOver database) : IClassFixture<PreviousStatementTests.HandedOver>
{
    public static TheoryData<string> Statements => [.. PreviousVersion.Statements];

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task Statements_of_the_previous_version_work_and_use_the_same_indexes(string name)
    {
        var (types, sql) = PreviousVersion.Statement(name);
        await using var connection = await database.OpenAsync();
        await ExecuteAsync(connection, $"PREPARE previous{(types.Length == 0 ? "" : $" ({types})")} AS {sql}");
        await ExecuteAsync(connection, "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_bitmapscan = off");
        var plan = await PlanAsync(connection, types.Length == 0 ? "previous" : $"previous ({string.Join(", ", types.Split(',').Select(_ => "NULL"))})");
        if (name == "claim")
        {
            plan.ShouldContain("Index Scan using messages_ready");
            plan.ShouldContain("Tid Scan on messages");
        }
        else if (name == "acknowledge")
        {
            plan.ShouldContain("Index Scan using messages_pkey");
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // Texts of this test.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string> PlanAsync(NpgsqlConnection connection, string statement)
    {
#pragma warning disable CA2100 // Texts of this test.
        await using var command = new NpgsqlCommand($"EXPLAIN EXECUTE {statement}", connection);
#pragma warning restore CA2100
        var lines = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0));
        }

        return string.Join('\n', lines);
    }

    /// <summary>A database that was handed over. Statements are only planned, so that all of them can share it.</summary>
    public sealed class HandedOver : IAsyncLifetime
    {
        private readonly PostgresDatabase _postgres = new();

        public async Task InitializeAsync()
        {
            await _postgres.InitializeAsync();
            await PreviousVersion.MigrateAsync(_postgres.DataSource);
            await BothVersions.HandOverAsync(_postgres.ConnectionString);
        }

        public Task DisposeAsync() => _postgres.DisposeAsync();

        internal ValueTask<NpgsqlConnection> OpenAsync() => _postgres.DataSource.OpenConnectionAsync();
    }
}
