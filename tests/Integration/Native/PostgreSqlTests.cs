using DotNet.Testcontainers.Containers;
using Npgsql;
using Platform.Testkit.Servers;
using Platform.Testkit.Waiting;
using Shouldly;
using Testcontainers.PostgreSql;
using Xunit;

namespace Platform.Integration.Native;

public sealed class PostgreSqlTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task Databases_of_two_classes_do_not_meet()
    {
        var other = await PostgresDatabase.CreateAsync();
        try
        {
            await ExecuteAsync(database.DataSource, "CREATE TABLE only_here (id int)");
            var problem = await Should.ThrowAsync<PostgresException>(() => ExecuteAsync(other.DataSource, "SELECT * FROM only_here"));
            problem.SqlState.ShouldBe(PostgresErrorCodes.UndefinedTable);
        }
        finally
        {
            await other.DisposeAsync();
        }
    }

    [Fact]
    public async Task Container_keeps_its_data_over_stop_and_start_and_refuses_a_wrong_password()
    {
        await using var server = new PostgreSqlBuilder().WithDatabase("my-db").WithUsername("me").WithPassword("it's \"odd\" \\;=").Build();
        server.State.ShouldBe(TestcontainersStates.Undefined);
        await server.StartAsync();
        server.State.ShouldBe(TestcontainersStates.Running);

        await using (var source = NpgsqlDataSource.Create(server.GetConnectionString()))
        {
            await ExecuteAsync(source, "CREATE TABLE kept AS SELECT 42 AS answer");
            (await ScalarAsync(source, "SELECT current_database() || current_user")).ShouldBe("my-dbme");
        }

        await server.StopAsync();
        server.State.ShouldBe(TestcontainersStates.Exited);
        await server.StartAsync();
        await using (var source = NpgsqlDataSource.Create(server.GetConnectionString()))
        {
            (await ScalarAsync(source, "SELECT answer FROM kept")).ShouldBe(42);
        }

        var wrong = new NpgsqlConnectionStringBuilder(server.GetConnectionString()) { Password = "wrong" }.ConnectionString;
        await using var refused = NpgsqlDataSource.Create(wrong);
        (await Should.ThrowAsync<PostgresException>(() => ScalarAsync(refused, "SELECT 1")))
            .SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);
    }

    [Fact]
    public async Task Paused_container_answers_nothing_until_it_goes_on()
    {
        await using var server = new PostgreSqlBuilder().Build();
        await server.StartAsync();
        await using var source = NpgsqlDataSource.Create($"{server.GetConnectionString()};Timeout=2;Command Timeout=1;Cancellation Timeout=-1");
        await Eventually.PassesAsync(async () => (await ScalarAsync(source, "SELECT 1")).ShouldBe(1));

        await server.PauseAsync();
        server.State.ShouldBe(TestcontainersStates.Paused);
        await Should.ThrowAsync<NpgsqlException>(() => ScalarAsync(source, "SELECT 1"));

        await server.UnpauseAsync();
        await Eventually.PassesAsync(async () => (await ScalarAsync(source, "SELECT 1")).ShouldBe(1));
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<object?> ScalarAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
