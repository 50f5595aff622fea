using Npgsql;
using Platform.Testkit.Servers;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.ServiceDefaults.Database;

public sealed class MigratorTests : IAsyncLifetime
{
    private const string Write = "LOCK TABLE jobs.jobs IN ROW EXCLUSIVE MODE";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly PostgresDatabase _postgres = new();

    public Task InitializeAsync() => _postgres.InitializeAsync();

    public Task DisposeAsync() => _postgres.DisposeAsync();

    [Fact]
    public async Task A_migration_waiting_for_a_lock_does_not_block_writers_and_is_applied_later()
    {
        await MigrateAsync();
        await ExecuteAsync("DROP TABLE jobs.revisions CASCADE; DELETE FROM jobs.migrations WHERE name = '0015_revisions.sql'");
        await using var first = await _postgres.DataSource.OpenConnectionAsync();
        await using var holds = await first.BeginTransactionAsync();
        await ExecuteAsync(first, Write);
        var migrating = MigrateAsync();
        await Eventually.BecomesTrueAsync(async () =>
        {
            await using var waits = _postgres.DataSource.CreateCommand(
                "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND mode = 'ShareRowExclusiveLock' AND relation = 'jobs.jobs'::regclass)");
            return (bool)(await waits.ExecuteScalarAsync())!;
        });

        // Behind the migration in the queue for the table, and the first still has it.
        await using (var second = await _postgres.DataSource.OpenConnectionAsync())
        await using (var writes = await second.BeginTransactionAsync())
        {
            await ExecuteAsync(second, Write).WaitAsync(s_patience);
        }

        migrating.IsCompleted.ShouldBeFalse();
        await holds.RollbackAsync();
        await migrating.WaitAsync(s_patience);
        await ExecuteAsync("SELECT FROM jobs.revisions");
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // Constants.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await _postgres.DataSource.OpenConnectionAsync();
        await ExecuteAsync(connection, sql);
    }

    private Task MigrateAsync() => Migrations.JobsAsync(_postgres.ConnectionString);
}
