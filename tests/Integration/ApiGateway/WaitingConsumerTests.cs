using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Platform.ApiGateway.Queues;
using Platform.Contracts;
using Platform.Contracts.Internal;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway;

/// <summary>A consumer that waits for messages while its credential ends.</summary>
public sealed class WaitingConsumerTests(GatewayFixture gateway) : IClassFixture<GatewayFixture>, IAsyncLifetime
{
    private const string Queue = "orders";
    private const string Consume = $"/queues/{Queue}/messages/consume?wait_seconds=30";
    private const string Message = """[{"id":7,"receipt":"7-a"}]""";

    private readonly ConcurrentQueue<ClaimCall> _claims = [];
    private readonly ConcurrentQueue<SettleCall> _settled = [];
    private Func<Task<string>> _answer = static () => Task.FromResult("[]");
    private TestUser _user = null!;

    public async Task InitializeAsync()
    {
        _user = await gateway.SignUpAsync();
        gateway.Broker.Instead = async context =>
        {
            if (context.Request.Path == "/internal/v1/messages/claim")
            {
                ClaimMessages claim = (await JsonSerializer.DeserializeAsync(context.Request.Body, ContractsJson.Default.ClaimMessages))!;
                foreach (ClaimCall call in claim.Calls)
                {
                    _claims.Enqueue(call);
                }

                string messages = await _answer();
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync($"[{string.Join(',', claim.Calls.Select(_ => messages))}]");
                return true;
            }

            if (context.Request.Path == "/internal/v1/messages/settle")
            {
                SettleMessages settle = (await JsonSerializer.DeserializeAsync(context.Request.Body, ContractsJson.Default.SettleMessages))!;
                foreach (SettleCall call in settle.Calls)
                {
                    _settled.Enqueue(call);
                }

                context.Response.ContentType = "application/json";
                await JsonSerializer.SerializeAsync(
                    context.Response.Body,
                    new SettleResult([.. settle.Calls.Select(call => new SettleCallResult([.. call.Ids.Select(_ => CallOutcome.Done)]))]),
                    ContractsJson.Default.SettleResult);
                return true;
            }

            return false;
        };
    }

    public Task DisposeAsync()
    {
        gateway.Broker.Instead = null;
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_waiting_consumer_is_refused_when_its_key_is_revoked_and_claims_nothing_more()
    {
        var (id, client) = await gateway.WithKeyAsync(_user);
        Task<HttpResponseMessage> waiting = await WaitAsync(client);
        await RevokeAsync(id);
        Wake();
        await ShouldBeRefusedAsync(waiting, "The API key has been revoked.");
        client.Dispose();
    }

    [Fact]
    public async Task A_waiting_consumer_is_refused_when_its_session_ends()
    {
        Task<HttpResponseMessage> waiting = await WaitAsync(_user.Client);
        (await _user.Client.PostAsync("/api/v1/auth/sign-out", null)).EnsureSuccessStatusCode();
        await ShouldBeRefusedAsync(waiting, "The session has ended.");
    }

    [Fact]
    public async Task A_waiting_consumer_is_refused_when_its_key_expires()
    {
        var (_, client) = await gateway.WithKeyAsync(_user, TimeProvider.System.GetUtcNow().AddSeconds(4));
        using HttpResponseMessage answer = await client.GetAsync(Consume);
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
        Task<HttpResponseMessage> waiting = await WaitAsync(client);
        await RevokeAsync(other);
        _answer = static () => Task.FromResult(Message);
        Wake();
        using HttpResponseMessage answer = await waiting;
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldBe($$"""{"messages":{{Message}}}""");
        client.Dispose();
    }

    [Fact]
    public async Task Messages_claimed_while_the_key_is_revoked_are_released()
    {
        var goesOn = new TaskCompletionSource();
        _answer = async () =>
        {
            await goesOn.Task.WaitAsync(TimeSpan.FromSeconds(30));
            return Message;
        };
        var (id, client) = await gateway.WithKeyAsync(_user);
        Task<HttpResponseMessage> waiting = await WaitAsync(client);
        await RevokeAsync(id);
        goesOn.SetResult();
        await ShouldBeRefusedAsync(waiting, "The API key has been revoked.");
        SettleCall given = _settled.ShouldHaveSingleItem();
        given.Action.ShouldBe(SettleAction.Release);
        given.Ids.Single().ShouldBe(7);
        client.Dispose();
    }

    /// <summary>Begins to wait, and comes back when the queue was looked into.</summary>
    private async Task<Task<HttpResponseMessage>> WaitAsync(HttpClient client)
    {
        Task<HttpResponseMessage> waiting = client.GetAsync(Consume);
        await Eventually.BecomesTrueAsync(() => !_claims.IsEmpty);
        return waiting;
    }

    /// <summary>It would have waited for 30 s.</summary>
    private async Task ShouldBeRefusedAsync(Task<HttpResponseMessage> waiting, string why)
    {
        var clock = Stopwatch.StartNew();
        var claims = _claims.Count;
        using HttpResponseMessage answer = await waiting;
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(25));
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await Problem.ReadAsync(answer)).Detail.ShouldBe(why);
        answer.Headers.WwwAuthenticate.ToString().ShouldContain("invalid_token");
        _claims.Count.ShouldBe(claims);
    }

    private void Wake() => gateway.Services.GetRequiredService<QueueWaiters>().Wake(Queue, 1);

    private async Task RevokeAsync(Guid key) => (await _user.Client.DeleteAsync($"/api/v1/api-keys/{key}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
}
