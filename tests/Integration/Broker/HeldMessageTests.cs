using System.Net;
using System.Net.Http.Json;
using System.Text;
using Npgsql;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Platform.Integration.ApiGateway;
using Shouldly;
using Xunit;

namespace Platform.Integration.Broker;

/// <summary>A queue whose messages are locked by another claim is not the same as an empty queue.</summary>
[Collection(BrokerApiCollection.Name)]
public sealed class HeldMessageTests(BrokerApi api)
{
    [Fact]
    public async Task Locked_messages_are_reported_only_to_callers_that_can_ask_again()
    {
        var queue = await NewQueueAsync(messages: 2);
        (await ClaimAsync(queue, asksAgain: true, max: 1)).Messages.Count.ShouldBe(1);
        await using (var holder = await api.Database.OpenConnectionAsync())
        await using (await HoldAsync(holder, queue))
        {
            (await ClaimAsync(queue, asksAgain: true)).Outcome.ShouldBe(CallOutcome.Held);
            (await ClaimAsync(queue, asksAgain: false)).Messages.Count.ShouldBe(0);
        }

        (await ClaimAsync(queue, asksAgain: true)).Messages.Count.ShouldBe(1);

        // A delivered message is not a locked one.
        (await ClaimAsync(queue, asksAgain: true)).Messages.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_waiting_consumer_gets_a_locked_message_once_it_is_unlocked()
    {
        var queue = await NewQueueAsync(messages: 1);
        await using var holder = await api.Database.OpenConnectionAsync();
        await using (await HoldAsync(holder, queue))
        {
            using var none = await api.Alice.Http.GetAsync($"/queues/{queue}/messages/consume");
            none.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        // A waiting call asks again without a signal.
        var again = await HoldAsync(holder, queue);
        var waiting = api.Alice.Http.GetAsync($"/queues/{queue}/messages/consume?wait_seconds=30");
        using (var none = await api.Alice.Http.GetAsync($"/queues/{queue}/messages/consume"))
        {
            none.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        await again.DisposeAsync();
        using var some = await waiting;
        some.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await some.Content.ReadFromJsonAsync<ConsumedMessages>(GatewayFixture.Snake))!.Messages.Count.ShouldBe(1);
    }

    /// <summary>Locks messages like a claim that reads more than fits into its answer.</summary>
    private static async Task<NpgsqlTransaction> HoldAsync(NpgsqlConnection connection, string queue)
    {
        var transaction = await connection.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand(
            "SELECT FROM broker.messages m JOIN broker.queues q ON q.id = m.queue_id WHERE q.name = $1 AND m.phase = 0 FOR UPDATE OF m", connection, transaction);
        hold.Parameters.Add(new NpgsqlParameter { Value = queue });
        await hold.ExecuteNonQueryAsync();
        return transaction;
    }

    private async Task<ClaimCallResult> ClaimAsync(string queue, bool asksAgain, int max = 10)
    {
        var broker = new InternalBroker(api.Calls, api.Alice.Id);
        return (await broker.ClaimAsync(broker.ToClaim(queue, max, asksAgain: asksAgain))).Single();
    }

    private async Task<string> NewQueueAsync(int messages)
    {
        var queue = api.NewName("held");
        using var body = new StringContent($$"""{"name":"{{queue}}"}""", Encoding.UTF8, "application/json");
        using var made = await api.Alice.Http.PostAsync("/queues", body);
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        await new InternalBroker(api.Calls, api.Alice.Id).PublishAsync(queue, [.. Enumerable.Repeat(InternalBroker.Message("1"), messages)]);
        return queue;
    }
}
