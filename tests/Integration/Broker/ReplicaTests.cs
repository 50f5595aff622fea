using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Platform.Contracts.PublicApi;
using Platform.Integration.ApiGateway;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.Broker;

/// <summary>Replicas of Broker share only the database and the cache, and behave the same for users.</summary>
public sealed class ReplicaTests(BrokerReplicas replicas) : IClassFixture<BrokerReplicas>
{
    [Fact]
    public async Task Messages_published_at_one_replica_can_be_consumed_and_settled_at_another()
    {
        var queue = await NewQueueAsync(replicas.First);
        long[] ids = [await PublishAsync(replicas.First, queue), await PublishAsync(replicas.First, queue), await PublishAsync(replicas.First, queue)];
        var taken = await ConsumeAsync(replicas.Second, queue, "?batch_size=3");
        taken.Select(message => message.Id).ShouldBe(ids);

        // At the replica that delivered it, and at the other one.
        (await PostAsync(replicas.Second, $"/messages/{ids[0]}/ack", new { receipt = taken[0].Receipt })).ShouldBe(HttpStatusCode.OK);
        (await PostAsync(replicas.First, $"/messages/{ids[1]}/ack", new { receipt = taken[1].Receipt })).ShouldBe(HttpStatusCode.OK);
        (await PostAsync(replicas.First, $"/messages/{ids[2]}/nack", new { receipt = taken[2].Receipt, requeue = false, reason = "no good" })).ShouldBe(HttpStatusCode.OK);

        // Each replica sees what was settled at the other.
        (await PostAsync(replicas.First, $"/messages/{ids[0]}/ack", new { receipt = taken[0].Receipt })).ShouldBe(HttpStatusCode.Conflict);
        (await PostAsync(replicas.Second, $"/messages/{ids[1]}/ack", new { receipt = taken[1].Receipt })).ShouldBe(HttpStatusCode.Conflict);
        (await PostAsync(replicas.Second, $"/queues/{queue}/dead-letters/replay", new { ids = new[] { ids[2] } })).ShouldBe(HttpStatusCode.OK);
        (await ConsumeAsync(replicas.First, queue)).Single().Id.ShouldBe(ids[2]);
    }

    [Fact]
    public async Task A_consumer_waiting_at_one_replica_gets_a_message_published_at_another()
    {
        var queue = await NewQueueAsync(replicas.First);
        (await ConsumeAsync(replicas.Second, queue)).ShouldBeEmpty();
        var waiting = ConsumeAsync(replicas.Second, queue, "?wait_seconds=30");
        var id = await PublishAsync(replicas.First, queue);

        (await waiting).Single().Id.ShouldBe(id);
    }

    [Fact]
    public async Task A_change_of_a_queue_takes_effect_at_all_replicas()
    {
        var queue = await NewQueueAsync(replicas.First);
        (await PostAsync(replicas.Second, $"/queues/{queue}/messages", new { content = new string('x', 200) })).ShouldBe(HttpStatusCode.Created);

        using (var changed = await replicas.First.PatchAsJsonAsync($"/queues/{queue}", new { max_message_bytes = 100 }))
        {
            changed.EnsureSuccessStatusCode();
        }

        await Eventually.BecomesTrueAsync(async () =>
            await PostAsync(replicas.Second, $"/queues/{queue}/messages", new { content = new string('x', 200) }) == HttpStatusCode.RequestEntityTooLarge);

        using (var deleted = await replicas.Second.DeleteAsync($"/queues/{queue}"))
        {
            deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        await Eventually.BecomesTrueAsync(async () => await PostAsync(replicas.First, $"/queues/{queue}/messages", new { content = 1 }) == HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_purge_at_one_replica_takes_effect_at_another()
    {
        var queue = await NewQueueAsync(replicas.First);
        for (var i = 0; i < 10; i++)
        {
            await PublishAsync(replicas.First, queue);
        }

        var held = await ConsumeAsync(replicas.First, queue, "?batch_size=2");
        using var purged = await replicas.Second.PostAsync($"/queues/{queue}/purge", null);
        using var answer = JsonDocument.Parse(await purged.Content.ReadAsStringAsync());
        answer.RootElement.GetProperty("affected").GetInt64().ShouldBe(8);
        (await ConsumeAsync(replicas.First, queue)).ShouldBeEmpty();

        // A delivered message is not pending.
        foreach (var message in held)
        {
            (await PostAsync(replicas.Second, $"/messages/{message.Id}/ack", new { receipt = message.Receipt })).ShouldBe(HttpStatusCode.OK);
        }
    }

    // SeparationTests kills Broker under load; that another replica settles what was delivered, the first case above has.
    [Fact]
    [Trait("Length", "long")]
    public async Task A_killed_replica_loses_no_message()
    {
        await using var doomed = await replicas.StartBrokerAsync();
        await using var gatewayOfDoomed = replicas.StartGateway(doomed);
        await using var gatewayOfBoth = replicas.StartGateway(doomed, replicas.SecondProcess);
        using var atDoomed = replicas.ClientOf(gatewayOfDoomed);
        using var atBoth = replicas.ClientOf(gatewayOfBoth);
        var queue = await NewQueueAsync(atDoomed);
        await PublishAsync(atDoomed, queue);
        var held = (await ConsumeAsync(atDoomed, queue, "?visibility_timeout_seconds=600")).Single();

        // Messages are published the whole time. A call at the killed replica may fail, and its messages need not exist.
        var confirmed = new ConcurrentDictionary<long, bool>();
        using var over = new CancellationTokenSource();
        Task[] publishers = [.. Enumerable.Range(0, 8).Select(_ => PublishUntilAsync(atBoth, queue, confirmed, over.Token))];
        await Eventually.BecomesTrueAsync(() => confirmed.Count >= 100);
        await doomed.KillAsync();
        var before = confirmed.Count;
        await Eventually.BecomesTrueAsync(() => confirmed.Count >= before + 100);
        await over.CancelAsync();
        await Task.WhenAll(publishers);

        var consumed = new HashSet<long>();
        await Eventually.BecomesTrueAsync(async () =>
        {
            foreach (var message in await ConsumeAsync(replicas.Second, queue, "?batch_size=200"))
            {
                consumed.Add(message.Id);
                (await PostAsync(replicas.Second, $"/messages/{message.Id}/ack", new { receipt = message.Receipt })).ShouldBe(HttpStatusCode.OK);
            }

            return confirmed.Keys.All(consumed.Contains);
        });

        // The consumer continues at another replica.
        consumed.ShouldNotContain(held.Id);
        (await PostAsync(replicas.Second, $"/messages/{held.Id}/ack", new { receipt = held.Receipt })).ShouldBe(HttpStatusCode.OK);
    }

    private async Task<string> NewQueueAsync(HttpClient http)
    {
        var queue = replicas.NewName("replicas");
        (await PostAsync(http, "/queues", new { name = queue })).ShouldBe(HttpStatusCode.Created);
        return queue;
    }

    private static async Task<long> PublishAsync(HttpClient http, string queue)
    {
        using var answer = await http.PostAsJsonAsync($"/queues/{queue}/messages", new { content = 1 });
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        using var message = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return message.RootElement.GetProperty("id").GetInt64();
    }

    private static async Task PublishUntilAsync(HttpClient http, string queue, ConcurrentDictionary<long, bool> confirmed, CancellationToken over)
    {
        // At a pace: whoever is refused at once would do nothing but ask again, and each message has to be consumed below.
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!over.IsCancellationRequested)
        {
            using var answer = await http.PostAsJsonAsync($"/queues/{queue}/messages", new { content = 1 }, CancellationToken.None);
            if (answer.StatusCode == HttpStatusCode.Created)
            {
                using var message = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(CancellationToken.None));
                confirmed[message.RootElement.GetProperty("id").GetInt64()] = true;
            }

            await pace.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private static async Task<IReadOnlyList<MessageResponse>> ConsumeAsync(HttpClient http, string queue, string query = "")
    {
        using var answer = await http.GetAsync($"/queues/{queue}/messages/consume{query}");
        answer.EnsureSuccessStatusCode();
        return answer.StatusCode == HttpStatusCode.NoContent ? [] : (await answer.Content.ReadFromJsonAsync<ConsumedMessages>(GatewayFixture.Snake))!.Messages;
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient http, string path, object body)
    {
        using var answer = await http.PostAsJsonAsync(path, body);
        return answer.StatusCode;
    }
}
