using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Npgsql;
using Platform.Contracts;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Platform.Integration.ApiGateway;
using Shouldly;
using Xunit;

namespace Platform.Integration.Broker;

/// <summary>What another claim has locked and may leave is no empty queue.</summary>
public sealed class HeldMessageTests(BrokerApi api) : IClassFixture<BrokerApi>
{
    [Fact]
    public async Task Messages_that_another_claim_holds_are_told_of_to_who_can_ask_again_and_are_not_for_others()
    {
        string queue = await NewQueueAsync(messages: 2);
        (await ClaimAsync(queue, asksAgain: true, max: 1)).GetArrayLength().ShouldBe(1);
        await using (NpgsqlConnection holder = await api.Database.OpenConnectionAsync())
        await using (await HoldAsync(holder, queue))
        {
            (await ClaimAsync(queue, asksAgain: true)).GetInt32().ShouldBe((int)CallOutcome.Held);
            (await ClaimAsync(queue, asksAgain: false)).GetArrayLength().ShouldBe(0);
        }

        (await ClaimAsync(queue, asksAgain: true)).GetArrayLength().ShouldBe(1);

        // What is delivered is nobody's to give back.
        (await ClaimAsync(queue, asksAgain: true)).GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_consumer_gets_what_is_given_back_and_is_not_kept_waiting_for_what_is_not()
    {
        string queue = await NewQueueAsync(messages: 1);
        await using NpgsqlConnection holder = await api.Database.OpenConnectionAsync();
        await using (await HoldAsync(holder, queue))
        {
            using HttpResponseMessage none = await api.Alice.Http.GetAsync($"/queues/{queue}/messages/consume");
            none.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        // One that waits asks on, and needs no signal for it.
        NpgsqlTransaction again = await HoldAsync(holder, queue);
        Task<HttpResponseMessage> waiting = api.Alice.Http.GetAsync($"/queues/{queue}/messages/consume?wait_seconds=30");
        using (HttpResponseMessage none = await api.Alice.Http.GetAsync($"/queues/{queue}/messages/consume"))
        {
            none.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        await again.DisposeAsync();
        using HttpResponseMessage some = await waiting;
        some.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await some.Content.ReadFromJsonAsync<ConsumedMessages>(GatewayFixture.Snake))!.Messages.Count.ShouldBe(1);
    }

    /// <summary>As a claim that looks at more than its answer holds.</summary>
    private static async Task<NpgsqlTransaction> HoldAsync(NpgsqlConnection connection, string queue)
    {
        NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand(
            "SELECT FROM broker.messages m JOIN broker.queues q ON q.id = m.queue_id WHERE q.name = $1 AND m.phase = 0 FOR UPDATE OF m", connection, transaction);
        hold.Parameters.Add(new NpgsqlParameter { Value = queue });
        await hold.ExecuteNonQueryAsync();
        return transaction;
    }

    private async Task<JsonElement> ClaimAsync(string queue, bool asksAgain, int max = 10)
    {
        using HttpResponseMessage answer = await api.Http.PostAsJsonAsync(
            "/internal/v1/messages/claim", new ClaimMessages([new ClaimCall(queue, api.Alice.Id, false, max, AsksAgain: asksAgain)]), ContractsJson.Default.ClaimMessages);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return JsonElement.Parse(await answer.Content.ReadAsByteArrayAsync()).EnumerateArray().Single();
    }

    private async Task<string> NewQueueAsync(int messages)
    {
        string queue = api.NewName("held");
        using var body = new StringContent($$"""{"name":"{{queue}}"}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage made = await api.Alice.Http.PostAsync("/queues", body);
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        await new InternalBroker(api.Http, api.Alice.Id).PublishAsync(queue, [.. Enumerable.Repeat("[1,0]", messages)]);
        return queue;
    }
}
