using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Platform.Contracts.Internal;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway;

/// <summary>A consumer for whom there are messages that another claim holds at this moment.</summary>
public sealed class HeldClaimTests(GatewayFixture gateway) : IClassFixture<GatewayFixture>, IAsyncLifetime
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
    public async Task Gets_them_when_they_are_given_back()
    {
        _answers = [Held, Held, FakeBroker.Delivery(7)];
        using HttpResponseMessage answer = await _user.GetAsync("/queues/orders/messages/consume");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("messages").EnumerateArray().Single().GetProperty("id").GetInt64().ShouldBe(7);
        _asked.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Is_told_that_there_are_none_when_they_are_not()
    {
        using HttpResponseMessage answer = await _user.GetAsync("/queues/orders/messages/consume");
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        _asked.Select(call => call.AsksAgain).ShouldBe([true, true, true, true, true, false]);
    }
}
