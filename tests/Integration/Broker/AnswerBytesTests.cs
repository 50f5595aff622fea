using System.Net;
using System.Net.Http.Json;
using System.Text;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Platform.Integration.ApiGateway;
using Shouldly;
using Xunit;

namespace Platform.Integration.Broker;

/// <summary>An answer contains at most 8 MiB of messages, whatever number is requested.</summary>
public sealed class AnswerBytesTests(BrokerApi api) : IClassFixture<BrokerApi>
{
    private const int Large = 1_000_000;
    private const int MaxBytes = 8 * 1024 * 1024;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_claim_ends_at_the_size_limit_and_the_remaining_messages_stay_in_order(bool isHeardOf)
    {
        var queue = await NewQueueAsync("batch");
        var broker = BrokerOf(api.Alice);
        await FillAsync(queue, 20, isHeardOf);
        var seen = new List<int>();
        foreach (var expected in (int[])[8, 8, 4])
        {
            var batch = await broker.ClaimAsync(queue, 1000);
            batch.Count.ShouldBe(expected);
            seen.AddRange(batch.Select(NumberOf));
            batch.ShouldAllBe(message => message.DeliveryCount == 1);
            (await broker.GetAsync(queue)).MessagesPending.ShouldBe(20 - seen.Count);
            (await broker.SearchAsync(queue, MessageStatus.Pending)).Messages.ShouldAllBe(message => message.DeliveryCount == 0 && message.VisibleAt == null);
        }

        seen.ShouldBe(Enumerable.Range(0, 20));
        (await broker.ClaimAsync(queue, 1000)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Headers_count_towards_the_limit_and_small_messages_are_not_limited()
    {
        var queue = await NewQueueAsync("headers");
        var broker = BrokerOf(api.Alice);
        var headers = "{" + string.Join(',', Enumerable.Range(0, 32).Select(i => $"\"h{i}\":\"{new string('x', 1000)}\"")) + "}";
        for (var i = 0; i < 4; i++)
        {
            await broker.PublishAsync(queue, [.. Enumerable.Range(0, 100).Select(_ => InternalBroker.Message("1", headers: headers))]);
        }

        var batch = await broker.ClaimAsync(queue, 1000);
        batch.Count.ShouldBeInRange(200, MaxBytes / headers.Length);
        var page = await broker.SearchAsync(queue, MessageStatus.Processing, limit: 200);
        page.Messages.Count.ShouldBe(200);
        (await broker.PurgeAsync(queue)).ShouldBe(400 - batch.Count);

        await broker.PublishAsync(queue, [.. Enumerable.Repeat(InternalBroker.Message("1"), 1000)]);
        var left = 1000;
        for (var asked = 0; left > 0; asked++)
        {
            left -= (await broker.ClaimAsync(queue, 1000)).Count;
            asked.ShouldBeLessThan(3, "what was large once must not keep batches small");
        }
    }

    [Fact]
    public async Task Claims_of_one_request_share_the_size_limit_and_one_without_messages_asks_again()
    {
        string large = await NewQueueAsync("one"), also = await NewQueueAsync("two"), small = await NewQueueAsync("small"), empty = await NewQueueAsync("empty");
        await FillAsync(large, 12);
        await FillAsync(also, 12);
        await BrokerOf(api.Alice).PublishAsync(small, InternalBroker.Message("1"));

        // The claim with another visibility timeout needs a second statement, which shares the size limit.
        var broker = BrokerOf(api.Alice);
        var results = await broker.ClaimAsync(
            broker.ToClaim(large, 200), broker.ToClaim(also, 200), broker.ToClaim(large, 200), broker.ToClaim(also, 200, visibility: 77), broker.ToClaim(small, 10), broker.ToClaim(empty, 10));
        results.Sum(result => result.CalculateSize()).ShouldBeLessThan(MaxBytes + Large + 10_000);
        results[0].Messages.Count.ShouldBe(4);
        results[1].Messages.Count.ShouldBe(4);
        results[2].Outcome.ShouldBe(CallOutcome.Again);
        results[4].Messages.Count.ShouldBe(1);
        results[5].Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_concurrent_consumer_gets_messages_while_there_are_some()
    {
        var queue = await NewQueueAsync("many");
        await FillAsync(queue, 60);
        var small = await NewQueueAsync("beside", api.Bob);
        await BrokerOf(api.Bob).PublishAsync(small, [.. Enumerable.Repeat(InternalBroker.Message("1"), 20)]);
        Task<int>[] consumers = [.. Enumerable.Range(0, 20).Select(i => ConsumeAsync(i % 5 == 4 ? api.Bob : api.Alice, i % 5 == 4 ? small : queue, i % 5 == 4 ? 1 : 3))];
        var got = await Task.WhenAll(consumers);
        got.ShouldAllBe(count => count >= 1 && count <= 3);
        var total = got.Where((_, i) => i % 5 != 4).Sum();
        while (await ConsumeAsync(api.Alice, queue, 200) is > 0 and var more)
        {
            total += more;
        }

        total.ShouldBe(60);
    }

    [Fact]
    public async Task Empty_messages_are_delivered_after_large_ones()
    {
        var queue = await NewQueueAsync("empty");
        await FillAsync(queue, 1);
        (await ConsumeAsync(api.Alice, queue, 1000)).ShouldBe(1);
        for (var i = 0; i < 3; i++)
        {
            using var body = new StringContent("""{"content":"","content_type":"text/plain"}""", Encoding.UTF8, "application/json");
            using var published = await api.Alice.Http.PostAsync($"/queues/{queue}/messages", body);
            published.StatusCode.ShouldBe(HttpStatusCode.Created);
        }

        (await ConsumeAsync(api.Alice, queue, 1000)).ShouldBe(3);
    }

    private static int NumberOf(MessageResponse message) => int.Parse(message.Content.GetString()!.TrimStart('x'), System.Globalization.CultureInfo.InvariantCulture);

    private InternalBroker BrokerOf(BrokerApi.User user) => new(api.Calls, user.Id);

    private static async Task<int> ConsumeAsync(BrokerApi.User user, string queue, int batch)
    {
        using var answer = await user.Http.GetAsync($"/queues/{queue}/messages/consume?batch_size={batch}");
        if (answer.StatusCode == HttpStatusCode.NoContent)
        {
            return 0;
        }

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await answer.Content.ReadFromJsonAsync<ConsumedMessages>(GatewayFixture.Snake))!.Messages.Count;
    }

    private async Task<string> NewQueueAsync(string begin, BrokerApi.User? owner = null)
    {
        var queue = api.NewName(begin);
        using var body = new StringContent($$"""{"name":"{{queue}}","max_message_bytes":1048576}""", Encoding.UTF8, "application/json");
        using var made = await (owner ?? api.Alice).Http.PostAsync("/queues", body);
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        return queue;
    }

    /// <summary>Publishes large numbered messages, or enlarges small ones in the database, so that Broker does not know their sizes.</summary>
    private async Task FillAsync(string queue, int count, bool isHeardOf = true)
    {
        var broker = BrokerOf(api.Alice);
        if (isHeardOf)
        {
            for (var i = 0; i < count; i++)
            {
                await broker.PublishAsync(queue, InternalBroker.Message($"\"{i.ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(Large, 'x')}\""));
            }

            return;
        }

        await broker.PublishAsync(queue, [.. Enumerable.Range(0, count).Select(i => InternalBroker.Message($"\"{i}\""))]);
        var id = (await broker.GetAsync(queue)).Id;
        await api.ScalarAsync<object>(
            $"UPDATE broker.messages SET content = convert_to('\"' || lpad(trim(both '\"' from convert_from(content, 'UTF8')), {Large}, 'x') || '\"', 'UTF8') WHERE queue_id = {id}");
    }
}
