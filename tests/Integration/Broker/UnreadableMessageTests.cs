using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Integration.Broker;

/// <summary>Unreadable stored messages are marked in lists and never delivered. They are inserted directly, because the API refuses them.</summary>
[Collection(BrokerApiCollection.Name)]
public sealed class UnreadableMessageTests(BrokerApi api)
{
    public static TheoryData<string> Poison { get; } =
    [
        Hex("{\"a\":\"\\ud800\"}"),
        Hex("\"\\udc00\""),
        "ff",
        "22eda08022",
        "",
        "00",
        Hex("{"),
        Hex("{\"a\":1} 2"),
        Hex("nonsense"),
        Hex(new string('[', 61) + new string(']', 61)),
        Hex(new string('[', 3000) + new string(']', 3000)),
    ];

    [Theory]
    [MemberData(nameof(Poison))]
    public async Task An_unreadable_message_is_marked_in_lists_and_does_not_hide_the_others(string content)
    {
        var (queue, ids) = await PublishAsync(5);
        await PoisonAsync(ids[2], content);
        foreach (var list in (string[])[$"/queues/{queue}/messages", $"/queues/{queue}/messages?status=pending"])
        {
            var items = await ItemsAsync(list);
            items.Select(item => item.GetProperty("id").GetInt64()).ShouldBe(ids.Reverse());
            items.Select(item => item.TryGetProperty("unreadable", out var mark) && mark.GetBoolean()).ShouldBe([false, false, true, false, false]);
            items[2].GetProperty("content").ValueKind.ShouldBe(JsonValueKind.Null);
            items[1].GetProperty("content").GetInt32().ShouldBe(3);
        }

        var one = await JsonAsync(await api.Alice.Http.GetAsync($"/messages/{ids[2]}"));
        one.GetProperty("unreadable").GetBoolean().ShouldBeTrue();
        using var graph = await api.Alice.Http.PostAsJsonAsync(
            "/graphql", new { query = $$"""{ queue_by_name(name: "{{queue}}") { messages(limit: 10) { id content status } } message_by_id(id: {{ids[2]}}) { id content unreadable } }""" });
        var read = await JsonAsync(graph);
        read.TryGetProperty("errors", out _).ShouldBeFalse();
        read.GetProperty("data").GetProperty("queue_by_name").GetProperty("messages").GetArrayLength().ShouldBe(5);
        read.GetProperty("data").GetProperty("message_by_id").GetProperty("id").GetInt64().ShouldBe(ids[2]);
        read.GetProperty("data").GetProperty("message_by_id").GetProperty("unreadable").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Poison))]
    public async Task An_unreadable_message_becomes_a_dead_letter_and_the_others_are_delivered(string content)
    {
        var (queue, ids) = await PublishAsync(5);
        await PoisonAsync(ids[0], content);
        await PoisonAsync(ids[3], content);
        var messages = (await JsonAsync(await api.Alice.Http.GetAsync($"/queues/{queue}/messages/consume?batch_size=10"))).GetProperty("messages");
        messages.EnumerateArray().Select(message => message.GetProperty("id").GetInt64()).ShouldBe([ids[1], ids[2], ids[4]]);

        var dead = await ItemsAsync($"/queues/{queue}/dead-letters?reason=unreadable");
        dead.Select(item => item.GetProperty("id").GetInt64()).ShouldBe([ids[3], ids[0]]);
        dead.ShouldAllBe(item => item.GetProperty("unreadable").GetBoolean() && item.GetProperty("failure_reason").GetString() == "unreadable");
        var counts = await api.Alice.Http.GetFromJsonAsync<QueueResponse>($"/queues/{queue}", ApiGateway.GatewayFixture.Snake) ?? throw new InvalidOperationException();
        (counts.MessagesPending, counts.MessagesProcessing, counts.MessagesFailed).ShouldBe((0, 3, 2));

        // Replayed messages become dead letters again; they can be purged.
        using var replayed = await PostAsync(api.Alice.Http, $"/queues/{queue}/dead-letters/replay", """{"all":true}""");
        replayed.EnsureSuccessStatusCode();
        (await api.Alice.Http.GetAsync($"/queues/{queue}/messages/consume")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await ItemsAsync($"/queues/{queue}/dead-letters")).Length.ShouldBe(2);
        using var purged = await PostAsync(api.Alice.Http, $"/queues/{queue}/dead-letters/purge", """{"all":true}""");
        purged.EnsureSuccessStatusCode();
        (await ItemsAsync($"/queues/{queue}/dead-letters")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Invalid_headers_or_content_types_make_a_message_unreadable()
    {
        var (queue, ids) = await PublishAsync(4);
        await ExecuteAsync($"UPDATE broker.messages SET headers = '\\xff' WHERE id = {ids[0]}; UPDATE broker.messages SET headers = '[1]' WHERE id = {ids[1]}; UPDATE broker.messages SET content_type = 99 WHERE id = {ids[2]}");
        (await ItemsAsync($"/queues/{queue}/messages")).Select(item => item.TryGetProperty("unreadable", out _)).ShouldBe([false, true, true, true]);
        var messages = (await JsonAsync(await api.Alice.Http.GetAsync($"/queues/{queue}/messages/consume?batch_size=10"))).GetProperty("messages");
        messages.EnumerateArray().Single().GetProperty("id").GetInt64().ShouldBe(ids[3]);
        (await ItemsAsync($"/queues/{queue}/dead-letters")).Length.ShouldBe(3);
    }

    [Fact]
    public async Task A_group_continues_after_an_unreadable_message()
    {
        var queue = api.NewName("group");
        (await PostAsync(api.Alice.Http, "/queues", $$"""{"name":"{{queue}}"}""")).EnsureSuccessStatusCode();
        using var published = await PostAsync(
            api.Alice.Http, $"/queues/{queue}/messages", """{"messages":[{"content":1,"group":"g"},{"content":2,"group":"g"}]}""");
        long[] ids = [.. (await JsonAsync(published)).GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("id").GetInt64())];
        await PoisonAsync(ids[0], "ff");
        var messages = (await JsonAsync(await api.Alice.Http.GetAsync($"/queues/{queue}/messages/consume?batch_size=10&wait_seconds=20"))).GetProperty("messages");
        messages.EnumerateArray().Single().GetProperty("id").GetInt64().ShouldBe(ids[1]);
    }

    [Fact]
    public async Task A_waiting_consumer_gets_a_message_behind_many_unreadable_ones()
    {
        var (queue, ids) = await PublishAsync(40);
        await ExecuteAsync($"UPDATE broker.messages SET content = '\\xff' WHERE id = ANY('{{{string.Join(',', ids[..39])}}}')");
        var messages = (await JsonAsync(await api.Alice.Http.GetAsync($"/queues/{queue}/messages/consume?wait_seconds=30"))).GetProperty("messages");
        messages.EnumerateArray().Single().GetProperty("id").GetInt64().ShouldBe(ids[39]);
    }

    [Fact]
    public async Task Unreadable_processed_messages_are_marked()
    {
        var (queue, ids) = await PublishAsync(2);
        foreach (var message in (await JsonAsync(await api.Alice.Http.GetAsync($"/queues/{queue}/messages/consume?batch_size=2"))).GetProperty("messages").EnumerateArray())
        {
            (await api.Alice.Http.PostAsync($"/messages/{message.GetProperty("id").GetInt64()}/ack", null)).EnsureSuccessStatusCode();
        }

        await ExecuteAsync($"UPDATE broker.processed_messages SET content = '\\xff' WHERE id = {ids[0]}");
        (await ItemsAsync($"/queues/{queue}/messages?status=processed")).Select(item => item.TryGetProperty("unreadable", out _)).ShouldBe([false, true]);
    }

    [Fact]
    public async Task A_page_ends_at_the_size_limit_and_the_next_one_continues()
    {
        var queue = api.NewName("large");
        (await PostAsync(api.Alice.Http, "/queues", $$"""{"name":"{{queue}}","max_message_bytes":1048576}""")).EnsureSuccessStatusCode();
        var large = new string('x', 1_000_000);
        for (var i = 0; i < 12; i++)
        {
            (await PostAsync(api.Alice.Http, $"/queues/{queue}/messages", $$"""{"content":"{{large}}"}""")).EnsureSuccessStatusCode();
        }

        var first = await BrokerOf(api.Alice).SearchAsync(queue, limit: 200);
        first.Messages.Count.ShouldBeInRange(2, 9);
        var second = await BrokerOf(api.Alice).SearchAsync(queue, limit: 200, before: first.Next);
        (first.Messages.Count + second.Messages.Count).ShouldBe(12);
        second.Next.ShouldBeNull();
        (await BrokerOf(api.Alice).SearchAsync(queue, limit: 2)).ShouldSatisfyAllConditions(page => page.Messages.Count.ShouldBe(2), page => page.Next.ShouldBe(page.Messages[1].Id));
    }

    private static string Hex(string text) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text));

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            var body = await answer.Content.ReadAsStringAsync();
            answer.IsSuccessStatusCode.ShouldBeTrue($"{(int)answer.StatusCode} {body}");
            return JsonElement.Parse(body);
        }
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient http, string path, string body) =>
        http.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));

    private InternalBroker BrokerOf(BrokerApi.User user) => new(api.Calls, user.Id);

    private async Task<JsonElement[]> ItemsAsync(string list)
    {
        var page = await JsonAsync(await api.Alice.Http.GetAsync(list));
        return [.. (page.ValueKind == JsonValueKind.Array ? page : page.GetProperty("items")).EnumerateArray()];
    }

    private async Task<(string Queue, long[] Ids)> PublishAsync(int count)
    {
        var queue = api.NewName("odd");
        (await PostAsync(api.Alice.Http, "/queues", $$"""{"name":"{{queue}}"}""")).EnsureSuccessStatusCode();
        var messages = string.Join(',', Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $$"""{"content":{{i}}}""")));
        using var published = await PostAsync(api.Alice.Http, $"/queues/{queue}/messages", $$"""{"messages":[{{messages}}]}""");
        return (queue, [.. (await JsonAsync(published)).GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("id").GetInt64())]);
    }

    private Task PoisonAsync(long id, string hex) => ExecuteAsync($"UPDATE broker.messages SET content = '\\x{hex}' WHERE id = {id}");

    private async Task ExecuteAsync(string sql)
    {
        await using var command = api.Database.CreateCommand(sql);
        (await command.ExecuteNonQueryAsync()).ShouldBePositive();
    }
}
