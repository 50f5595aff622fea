using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.ApiGateway.Queues;
using Platform.Contracts.Internal;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway;

/// <summary>A consumer that waits for messages while its credential ends.</summary>
[Collection(GatewayCollection.Name)]
public sealed class WaitingConsumerTests(GatewayFixture gateway) : IAsyncLifetime
{
    private const string Queue = "orders";
    private const string Consume = $"/queues/{Queue}/messages/consume?wait_seconds=30";

    private readonly ConcurrentQueue<ClaimCall> _claims = [];
    private Func<ClaimCall, Task<ClaimCallResult>> _answer = FakeBroker.NoneAsync;
    private TestUser _user = null!;

    public async Task InitializeAsync()
    {
        _user = await gateway.SignUpAsync();
        gateway.Broker.Settled.Clear();
        gateway.Broker.Claim = call =>
        {
            _claims.Enqueue(call);
            return _answer(call);
        };
    }

    public Task DisposeAsync()
    {
        gateway.Broker.Claim = FakeBroker.NoneAsync;
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_waiting_consumer_is_refused_when_its_key_is_revoked_and_claims_nothing_more()
    {
        var (id, client) = await gateway.WithKeyAsync(_user);
        var waiting = await WaitAsync(client);
        await RevokeAsync(id);
        Wake();
        await ShouldBeRefusedAsync(waiting, "The API key has been revoked.");
        client.Dispose();
    }

    [Fact]
    public async Task A_waiting_consumer_is_refused_when_its_session_ends()
    {
        var waiting = await WaitAsync(_user.Client);
        (await _user.Client.PostAsync("/api/v1/auth/sign-out", null)).EnsureSuccessStatusCode();
        await ShouldBeRefusedAsync(waiting, "The session has ended.");
    }

    [Fact]
    public async Task A_waiting_consumer_is_refused_when_its_key_expires()
    {
        var (_, client) = await gateway.WithKeyAsync(_user, TimeProvider.System.GetUtcNow().AddSeconds(4));
        using var answer = await client.GetAsync(Consume);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await Problem.ReadAsync(answer)).Detail.ShouldBe("The API key has expired.");
        _claims.ShouldNotBeEmpty();
        client.Dispose();
    }

    [Fact]
    public async Task A_waiting_consumer_keeps_waiting_when_another_key_of_its_user_is_revoked()
    {
        var (_, client) = await gateway.WithKeyAsync(_user);
        var (other, unused) = await gateway.WithKeyAsync(_user);
        unused.Dispose();
        var waiting = await WaitAsync(client);
        await RevokeAsync(other);
        _answer = static _ => Task.FromResult(FakeBroker.Delivery(7));
        Wake();
        using var answer = await waiting;
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("messages").EnumerateArray().Single().GetProperty("id").GetInt64().ShouldBe(7);
        client.Dispose();
    }

    [Fact]
    public async Task Messages_claimed_while_the_key_is_revoked_are_released()
    {
        var goesOn = new TaskCompletionSource();
        _answer = async _ =>
        {
            await goesOn.Task.WaitAsync(TimeSpan.FromSeconds(30));
            return FakeBroker.Delivery(7);
        };
        var (id, client) = await gateway.WithKeyAsync(_user);
        var waiting = await WaitAsync(client);
        await RevokeAsync(id);
        goesOn.SetResult();
        await ShouldBeRefusedAsync(waiting, "The API key has been revoked.");
        var given = gateway.Broker.Settled.ShouldHaveSingleItem();
        given.Action.ShouldBe(SettleAction.Release);
        given.Deliveries.ShouldHaveSingleItem().ShouldBe(new DeliveryToSettle { Id = 7, Receipt = "7-a" });
        client.Dispose();
    }

    /// <summary>Begins to wait, and comes back when the queue was looked into.</summary>
    private async Task<Task<HttpResponseMessage>> WaitAsync(HttpClient client)
    {
        var waiting = client.GetAsync(Consume);
        await Eventually.BecomesTrueAsync(() => !_claims.IsEmpty);
        return waiting;
    }

    /// <summary>It would have waited for 30 s.</summary>
    private async Task ShouldBeRefusedAsync(Task<HttpResponseMessage> waiting, string why)
    {
        var clock = Stopwatch.StartNew();
        var claims = _claims.Count;
        using var answer = await waiting;
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(25));
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await Problem.ReadAsync(answer)).Detail.ShouldBe(why);
        answer.Headers.WwwAuthenticate.ToString().ShouldContain("invalid_token");
        _claims.Count.ShouldBe(claims);
    }

    private void Wake() => gateway.Services.GetRequiredService<QueueWaiters>().Wake(Queue, 1);

    private async Task RevokeAsync(Guid key) => (await _user.Client.DeleteAsync($"/api/v1/api-keys/{key}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
}
