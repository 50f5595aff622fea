using Npgsql;
using Platform.Broker.Database;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Platform.Testkit.Servers;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.Broker.HandOver;

/// <summary>Queues move from the schema of JobManager to that of Broker while the previous version still uses them.</summary>
public sealed class HandOverTests : IAsyncLifetime
{
    private readonly PostgresDatabase _postgres = new();
    private readonly RedisInstance _redis = new();
    private readonly Guid _owner = Guid.CreateVersion7();

    private NpgsqlDataSource Database => _postgres.DataSource;

    public Task InitializeAsync() => Task.WhenAll(_postgres.InitializeAsync(), _redis.InitializeAsync());

    public Task DisposeAsync() => Task.WhenAll(_postgres.DisposeAsync(), _redis.DisposeAsync());

    [Fact]
    public async Task Existing_rows_are_kept_and_both_versions_see_each_others_changes()
    {
        await PreviousVersion.MigrateAsync(Database);
        var queue = await PreviousVersion.CreateQueueAsync(Database, _owner, "orders");
        var before = await PreviousVersion.PublishAsync(Database, queue, "1", "2");
        var grouped = await PreviousVersion.PublishFullAsync(Database, queue, "3", "g", "key");
        await BothVersions.HandOverAsync(_postgres.ConnectionString);
        await using var service = BrokerService.Start(_postgres.ConnectionString, _redis.ConnectionString);
        var broker = new InternalBroker(service.Calls, _owner);

        // Existing rows.
        var there = await broker.GetAsync("orders");
        (there.Id, there.Description, there.MessagesPending, there.MessagesTotal).ShouldBe((queue, "of before", 3, 3));
        var again = await broker.PublishAsync("orders", InternalBroker.Message("4", key: "key"));
        again.Ids.ShouldBe([grouped]);
        var taken = await broker.ClaimAsync("orders", 10);
        taken.Select(m => m.Id).ShouldBe([grouped, .. before]);
        (await broker.SettleAsync(SettleAction.Ack, taken[0])).Outcomes.ShouldBe([CallOutcome.Done]);
        (await broker.SettleAsync(SettleAction.Fail, taken[2])).Outcomes.ShouldBe([CallOutcome.Done]);

        // The previous version sees a delivery of this version and settles it.
        var (id, receipt) = (taken[1].Id, taken[1].Receipt!);
        (await PreviousVersion.AcknowledgeAsync(Database, queue, (id, Convert.ToInt64(receipt.Split('-')[1], 16)))).ShouldBe(1);

        // Each version delivers what the other publishes, and ids continue across both.
        var old = await PreviousVersion.PublishAsync(Database, queue, "5");
        var young = await broker.PublishAsync("orders", InternalBroker.Message("6"));
        var older = await PreviousVersion.PublishAsync(Database, queue, "7");
        long[] inOrder = [.. before, grouped, .. old, .. young.Ids, .. older];
        inOrder.ShouldBe(inOrder.Order());
        var claimed = await PreviousVersion.ClaimAsync(Database, queue, 2);
        claimed.Select(delivery => delivery.Id).ShouldBe([.. old, .. young.Ids]);
        (await broker.ClaimAsync("orders", 10)).Select(m => m.Id).ShouldBe(older);
        (await PreviousVersion.AcknowledgeAsync(Database, queue, [.. claimed])).ShouldBe(2);

        // Queues that the previous version creates work as well.
        var later = await PreviousVersion.CreateQueueAsync(Database, _owner, "later");
        await Eventually.PassesAsync(async () => (await broker.GetAsync("later")).Id.ShouldBe(later));
        var now = await broker.GetAsync("orders");
        (now.MessagesPending, now.MessagesProcessing, now.MessagesProcessed, now.MessagesFailed, now.MessagesTotal).ShouldBe((0, 1, 4, 1, 6));
    }

    [Fact]
    public async Task A_new_database_can_be_migrated_by_JobManager_and_Broker_in_any_order()
    {
        await Migrations.BrokerAsync(_postgres.ConnectionString);
        await Migrations.JobsAsync(_postgres.ConnectionString);
        await Migrations.BrokerAsync(_postgres.ConnectionString);
        await WorksAsync();

        await using var other = await PostgresDatabase.CreateAsync();
        await Migrations.JobsAsync(other.ConnectionString);
        await Migrations.BrokerAsync(other.ConnectionString);
        await WorksAsync(other);

        await using var both = await PostgresDatabase.CreateAsync();
        await Task.WhenAll(Migrations.JobsAsync(both.ConnectionString), Migrations.BrokerAsync(both.ConnectionString));
        await WorksAsync(both);
    }

    [Fact]
    public async Task Broker_runs_as_a_role_that_owns_its_schema_and_can_read_no_other()
    {
        await Migrations.JobsAsync(_postgres.ConnectionString);
        await Migrations.BrokerAsync(_postgres.ConnectionString);
        await using var service = BrokerService.Start(_postgres.ConnectionString, _redis.ConnectionString);
        var database = (BrokerDatabase)service.Services.GetService(typeof(BrokerDatabase))!;
        foreach (var source in (NpgsqlDataSource[])[database.Hot, database.Relaxed, database.Query, database.Search])
        {
            await using var connection = await source.OpenConnectionAsync();
            await using var who = new NpgsqlCommand("SELECT current_user::text", connection);
            (await who.ExecuteScalarAsync()).ShouldBe(BrokerDatabase.Role);
            var refused = await Should.ThrowAsync<PostgresException>(() => ExecuteAsync(connection, "SELECT FROM jobs.jobs"));
            refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        }
    }

    private async Task WorksAsync(PostgresDatabase? database = null)
    {
        await using var service = BrokerService.Start((database ?? _postgres).ConnectionString, _redis.ConnectionString);
        var broker = new InternalBroker(service.Calls, _owner);
        await broker.CreateAsync(new CreateQueueRequest("orders"));
        await broker.PublishAsync("orders", InternalBroker.Message("1"));
        var one = (await broker.ClaimAsync("orders", 10)).Single();
        await Eventually.PassesAsync(async () => (await broker.SettleAsync(SettleAction.Ack, one)).Outcomes.Single().ShouldBeOneOf(CallOutcome.Done, CallOutcome.AlreadyProcessed));
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // Texts of this test.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
