using Grpc.Core;
using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Contracts.Internal;
using Platform.Operations.Database;
using Platform.ServiceDefaults.InternalCalls;
using Platform.Testkit.Hosting;
using Shouldly;
using Xunit;

namespace Platform.Integration.Operations;

/// <summary>Programs that can reach the ports of Operations can do nothing there without the key of the services.</summary>
public sealed class InternalCallTests(InternalCallTests.Keyed fixture) : IClassFixture<InternalCallTests.Keyed>
{
    private const string Key = "a key of some length";

    [Theory]
    [InlineData(null)]
    [InlineData("a key of some lengtH")]
    public Task No_route_does_anything_without_the_key(string? key) => InternalDoor.IsShutAsync(fixture.Services, fixture.Http, key, routes: 7, fixture.GrpcAddress);

    [Fact]
    public async Task Calls_with_the_key_succeed()
    {
        var reply = await new IncidentService.IncidentServiceClient(fixture.Calls).SearchAsync(
            new SearchIncidentsRequest { Limit = 10 }, new Metadata { { InternalCallExtensions.KeyHeader, Key } });
        reply.Incidents.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_starts_without_a_key_outside_of_development()
    {
        var settings = new Dictionary<string, string> { ["environment"] = "Production", ["ConnectionStrings:platform"] = "Host=127.0.0.1", ["Notifications:Key"] = Key };
        await using var service = new RunningService<OperationsDatabase>(settings);
        Should.Throw<OptionsValidationException>(service.Start).Message.ShouldContain("Internal:Key");
    }

    [Fact]
    public async Task Statements_run_as_a_role_that_owns_its_schema()
    {
        var database = (OperationsDatabase)fixture.Services.GetService(typeof(OperationsDatabase))!;
        await using var command = database.Query.CreateCommand("SELECT current_user::text");
        (await command.ExecuteScalarAsync()).ShouldBe("operations");
        await using var elsewhere = database.Query.CreateCommand("CREATE TABLE public.taken (id integer)");
        (await Should.ThrowAsync<PostgresException>(async () => await elsewhere.ExecuteNonQueryAsync())).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    public sealed class Keyed : OperationsFixture
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string> { ["Internal:Key"] = Key };
    }
}
