using Grpc.Core;
using Microsoft.Extensions.Options;
using Platform.Broker.Database;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.InternalCalls;
using Platform.Testkit.Hosting;
using Shouldly;
using Xunit;

namespace Platform.Integration.Broker;

/// <summary>Programs that can reach the ports of Broker can do nothing there without the key of the services.</summary>
public sealed class InternalCallTests(InternalCallTests.Keyed fixture) : IClassFixture<InternalCallTests.Keyed>
{
    private const string Key = "a key of some length";

    [Theory]
    [InlineData(null)]
    [InlineData("a key of some lengtH")]
    public Task No_route_does_anything_without_the_key(string? key) => InternalDoor.IsShutAsync(fixture.Services, fixture.Http, key, routes: 17, fixture.GrpcAddress);

    [Fact]
    public async Task Calls_with_the_key_succeed()
    {
        var reply = await new QueueService.QueueServiceClient(fixture.Calls).SearchAsync(
            new SearchQueuesRequest { Actor = new Actor { UserId = fixture.Owner.ToBytes() }, Limit = 10 }, new Metadata { { InternalCallExtensions.KeyHeader, Key } });
        reply.Queues.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_starts_without_a_key_outside_of_development()
    {
        var settings = new Dictionary<string, string> { ["environment"] = "Production", ["ConnectionStrings:platform"] = "Host=127.0.0.1", ["ConnectionStrings:redis"] = "127.0.0.1" };
        await using var service = new RunningService<BrokerDatabase>(settings);
        Should.Throw<OptionsValidationException>(service.Start).Message.ShouldContain("Internal:Key");
    }

    public sealed class Keyed : BrokerFixture
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string> { ["Internal:Key"] = Key };
    }
}
