using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Platform.Contracts.Internal;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway;

/// <summary>A consumer for whom there are messages that another claim holds at this moment.</summary>
[Collection(GatewayCollection.Name)]
public sealed class HeldClaimTests(GatewayFixture gateway) : IAsyncLifetime
{
    private readonly ConcurrentQueue<ClaimCall> _asked = [];
    private HttpClient _user = null!;
    private ClaimCallResult[] _answers = [];

    private static ClaimCallResult Held => new() { Outcome = CallOutcome.Held };

    public async Task InitializeAsync()
    {
        _user = (await gateway.SignUpAsync()).Client;
        gateway.Broker.Claim = async call =>
        {
            _asked.Enqueue(call);
            return _asked.Count <= _answers.Length ? _answers[_asked.Count - 1] : call.AsksAgain ? Held : await FakeBroker.NoneAsync(call);
        };
    }

    public Task DisposeAsync()
    {
        gateway.Broker.Claim = FakeBroker.NoneAsync;
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_consumer_gets_messages_that_are_released_while_it_waits()
    {
        _answers = [Held, Held, FakeBroker.Delivery(7)];
        using var answer = await _user.GetAsync("/queues/orders/messages/consume");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("messages").EnumerateArray().Single().GetProperty("id").GetInt64().ShouldBe(7);
        _asked.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_consumer_gets_204_when_none_are_released()
    {
        using var answer = await _user.GetAsync("/queues/orders/messages/consume");
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        _asked.Select(call => call.AsksAgain).ShouldBe([true, true, true, true, true, false]);
    }
}
