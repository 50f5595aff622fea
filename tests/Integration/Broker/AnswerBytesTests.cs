using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Platform.Contracts;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Platform.Integration.ApiGateway;
using Shouldly;
using Xunit;

namespace Platform.Integration.Broker;

/// <summary>An answer holds 8 MiB of messages, whoever asks for how many.</summary>
public sealed class AnswerBytesTests(BrokerApi api) : IClassFixture<BrokerApi>
{
    private const int Large = 1_000_000;
    private const int MaxBytes = 8 * 1024 * 1024;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_batch_ends_where_it_grows_large_and_the_rest_stays_untouched_and_in_order(bool isHeardOf)
    {
        string queue = await NewQueueAsync("batch");
        InternalBroker broker = BrokerOf(api.Alice);
        await FillAsync(queue, 20, isHeardOf);
        var seen = new List<int>();
        foreach (int expected in (int[])[8, 8, 4])
        {
            IReadOnlyList<MessageResponse> batch = await broker.ClaimAsync(queue, 1000);
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
    public async Task Headers_count_too_and_small_messages_come_as_many_as_asked_for()
    {
        string queue = await NewQueueAsync("headers");
        InternalBroker broker = BrokerOf(api.Alice);
        string headers = "{" + string.Join(',', Enumerable.Range(0, 32).Select(i => $"\"h{i}\":\"{new string('x', 1000)}\"")) + "}";
        for (int i = 0; i < 4; i++)
        {
            await broker.PublishAsync(queue, [.. Enumerable.Range(0, 100).Select(_ => $"[1,0,{headers},0,null,null,null,null]")]);
        }

        IReadOnlyList<MessageResponse> batch = await broker.ClaimAsync(queue, 1000);
        batch.Count.ShouldBeInRange(200, MaxBytes / headers.Length);
        MessagePage page = await broker.SearchAsync(queue, MessageStatus.Processing, limit: 200);
        page.Messages.Count.ShouldBe(200);
        (await broker.PurgeAsync(queue)).ShouldBe(400 - batch.Count);

        await broker.PublishAsync(queue, [.. Enumerable.Repeat("[1,0]", 1000)]);
        int left = 1000;
        for (int asked = 0; left > 0; asked++)
        {
            left -= (await broker.ClaimAsync(queue, 1000)).Count;
            asked.ShouldBeLessThan(3, "what was large once must not keep batches small");
        }
    }

    [Fact]
    public async Task Claims_that_travel_together_share_what_an_answer_holds_and_who_got_nothing_is_to_ask_again()
    {
        string large = await NewQueueAsync("one"), also = await NewQueueAsync("two"), small = await NewQueueAsync("small"), empty = await NewQueueAsync("empty");
        await FillAsync(large, 12);
        await FillAsync(also, 12);
        await BrokerOf(api.Alice).PublishAsync(small, "[1,0]");

        // The second by visibility needs a statement of its own, and the budget is that of all.
        ClaimCall[] calls =
        [
            Claim(large, 200), Claim(also, 200), Claim(large, 200), Claim(also, 200, visibility: 77), Claim(small, 10), Claim(empty, 10),
        ];
        using HttpResponseMessage answer = await api.Http.PostAsJsonAsync("/internal/v1/messages/claim", new ClaimMessages(calls), ContractsJson.Default.ClaimMessages);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        byte[] body = await answer.Content.ReadAsByteArrayAsync();
        body.Length.ShouldBeLessThan(MaxBytes + Large + 10_000);
        JsonElement[] results = [.. JsonElement.Parse(body).EnumerateArray()];
        results[0].GetArrayLength().ShouldBe(4);
        results[1].GetArrayLength().ShouldBe(4);
        results[2].GetInt32().ShouldBe((int)CallOutcome.Again);
        results[4].GetArrayLength().ShouldBe(1);
        results[5].GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task However_many_consume_at_once_each_gets_some_while_there_are_any()
    {
        string queue = await NewQueueAsync("many");
        await FillAsync(queue, 60);
        string small = await NewQueueAsync("beside", api.Bob);
        await BrokerOf(api.Bob).PublishAsync(small, [.. Enumerable.Repeat("[1,0]", 20)]);
        Task<int>[] consumers = [.. Enumerable.Range(0, 20).Select(i => ConsumeAsync(i % 5 == 4 ? api.Bob : api.Alice, i % 5 == 4 ? small : queue, i % 5 == 4 ? 1 : 3))];
        int[] got = await Task.WhenAll(consumers);
        got.ShouldAllBe(count => count >= 1 && count <= 3);
        int total = got.Where((_, i) => i % 5 != 4).Sum();
        while (await ConsumeAsync(api.Alice, queue, 200) is > 0 and var more)
        {
            total += more;
        }

        total.ShouldBe(60);
    }

    [Fact]
    public async Task Empty_messages_come_after_large_ones_too()
    {
        string queue = await NewQueueAsync("empty");
        await FillAsync(queue, 1);
        (await ConsumeAsync(api.Alice, queue, 1000)).ShouldBe(1);
        for (int i = 0; i < 3; i++)
        {
            using var body = new StringContent("""{"content":"","content_type":"text/plain"}""", Encoding.UTF8, "application/json");
            using HttpResponseMessage published = await api.Alice.Http.PostAsync($"/queues/{queue}/messages", body);
            published.StatusCode.ShouldBe(HttpStatusCode.Created);
        }

        (await ConsumeAsync(api.Alice, queue, 1000)).ShouldBe(3);
    }

    private static ClaimCall ClaimOf(Guid user, string queue, int max, int? visibility) => new(queue, user, false, max, visibility);

    private static int NumberOf(MessageResponse message) => int.Parse(message.Content.GetString()!.TrimStart('x'), System.Globalization.CultureInfo.InvariantCulture);

    private ClaimCall Claim(string queue, int max, int? visibility = null) => ClaimOf(api.Alice.Id, queue, max, visibility);

    private InternalBroker BrokerOf(BrokerApi.User user) => new(api.Http, user.Id);

    private static async Task<int> ConsumeAsync(BrokerApi.User user, string queue, int batch)
    {
        using HttpResponseMessage answer = await user.Http.GetAsync($"/queues/{queue}/messages/consume?batch_size={batch}");
        if (answer.StatusCode == HttpStatusCode.NoContent)
        {
            return 0;
        }

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await answer.Content.ReadFromJsonAsync<ConsumedMessages>(GatewayFixture.Snake))!.Messages.Count;
    }

    private async Task<string> NewQueueAsync(string begin, BrokerApi.User? owner = null)
    {
        string queue = api.NewName(begin);
        using var body = new StringContent($$"""{"name":"{{queue}}","max_message_bytes":1048576}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage made = await (owner ?? api.Alice).Http.PostAsync("/queues", body);
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        return queue;
    }

    /// <summary>Large messages, numbered; as Broker hears of them, or as it finds them after a start.</summary>
    private async Task FillAsync(string queue, int count, bool isHeardOf = true)
    {
        InternalBroker broker = BrokerOf(api.Alice);
        if (isHeardOf)
        {
            for (int i = 0; i < count; i++)
            {
                await broker.PublishAsync(queue, $"[\"{i.ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(Large, 'x')}\",0]");
            }

            return;
        }

        await broker.PublishAsync(queue, [.. Enumerable.Range(0, count).Select(i => $"[\"{i}\",0]")]);
        int id = (await broker.GetAsync(queue)).Id;
        await api.ScalarAsync<object>(
            $"UPDATE broker.messages SET content = convert_to('\"' || lpad(trim(both '\"' from convert_from(content, 'UTF8')), {Large}, 'x') || '\"', 'UTF8') WHERE queue_id = {id}");
    }
}
