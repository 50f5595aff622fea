using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.Options;
using Platform.Broker.Database;
using Platform.Contracts;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.InternalCalls;
using Platform.Testkit.Hosting;
using Shouldly;
using Xunit;

namespace Platform.Integration.Broker;

/// <summary>Whoever reaches Broker's port, as every program of the machine does, can do nothing there without the services' key.</summary>
public sealed class InternalCallTests(InternalCallTests.Keyed fixture) : IClassFixture<InternalCallTests.Keyed>
{
    private const string Key = "a key of some length";

    [Theory]
    [InlineData(null)]
    [InlineData("a key of some lengtH")]
    public Task No_route_does_anything_without_the_key(string? key) => InternalDoor.IsShutAsync(fixture.Services, fixture.Http, key, routes: 17);

    [Fact]
    public async Task With_the_key_all_is_as_usual()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/internal/v1/queues/search")
        {
            Content = JsonContent.Create(new QueueSearch(new Actor(fixture.Owner, IsOperator: false), 10), ContractsJson.Default.QueueSearch),
            Headers = { { InternalCallExtensions.KeyHeader, Key } },
        };
        using var response = await fixture.Http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
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
