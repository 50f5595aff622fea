using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Platform.ApiGateway.Database;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway.Database;

[Collection(GatewayCollection.Name)]
public sealed class IdentityMigratorTests(GatewayFixture gateway)
{
    private const string Waiting = """
        SELECT count(*) FROM pg_locks
        WHERE NOT granted AND relation = (SELECT oid FROM pg_class WHERE relname = 'migrations' AND relnamespace = 'identity'::regnamespace)
        """;

    [Fact]
    public async Task Migrations_that_cannot_get_their_locks_give_up_let_others_pass_and_are_tried_again()
    {
        await using var database = NpgsqlDataSource.Create(gateway.Database.ConnectionString + ";Pooling=false");
        await using var holder = await database.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("LOCK TABLE identity.migrations IN ACCESS EXCLUSIVE MODE", holder, transaction))
        {
            await hold.ExecuteNonQueryAsync();
        }

        await using var scope = gateway.Services.CreateAsyncScope();
        var run = scope.ServiceProvider.GetRequiredService<IdentityMigrator>().RunAsync(CancellationToken.None);
        await Eventually.BecomesTrueAsync(async () => await WaitingAsync(database) > 0);
        await Eventually.BecomesTrueAsync(async () => await WaitingAsync(database) == 0);
        run.IsCompleted.ShouldBeFalse();

        await transaction.CommitAsync();
        await run;
    }

    private static async Task<long> WaitingAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand(Waiting);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
