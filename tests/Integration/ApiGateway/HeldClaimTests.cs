using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Platform.Contracts;
using Platform.Contracts.Internal;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway;

/// <summary>A consumer for whom there are messages that another claim holds at this moment.</summary>
public sealed class HeldClaimTests(GatewayFixture gateway) : IClassFixture<GatewayFixture>, IAsyncLifetime
{
    private readonly ConcurrentQueue<ClaimCall> _asked = [];
    private HttpClient _user = null!;
    private string[] _answers = [];

    public async Task InitializeAsync()
    {
        _user = (await gateway.SignUpAsync()).Client;
        gateway.Broker.Instead = async context =>
        {
            if (context.Request.Path != "/internal/v1/messages/claim")
            {
                return false;
            }

            ClaimMessages claim = (await JsonSerializer.DeserializeAsync(context.Request.Body, ContractsJson.Default.ClaimMessages))!;
            ClaimCall call = claim.Calls.Single();
            _asked.Enqueue(call);
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(_asked.Count <= _answers.Length ? _answers[_asked.Count - 1] : call.AsksAgain ? "[11]" : "[[]]");
            return true;
        };
    }

    public Task DisposeAsync()
    {
        gateway.Broker.Instead = null;
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_consumer_gets_messages_that_are_released_while_it_waits()
    {
        _answers = ["[11]", "[11]", """[[{"id":7}]]"""];
        using HttpResponseMessage answer = await _user.GetAsync("/queues/orders/messages/consume");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("""{"messages":[{"id":7}]}""");
        _asked.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_consumer_gets_204_when_none_are_released()
    {
        using HttpResponseMessage answer = await _user.GetAsync("/queues/orders/messages/consume");
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        _asked.Select(call => call.AsksAgain).ShouldBe([true, true, true, true, true, false]);
    }
}
