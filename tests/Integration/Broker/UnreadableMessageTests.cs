using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Npgsql;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Integration.Broker;

/// <summary>Stored messages that cannot be given back, by hand, as no way in lets them through: lists show them, consumers never meet them.</summary>
public sealed class UnreadableMessageTests(BrokerApi api) : IClassFixture<BrokerApi>
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
    public async Task Lists_show_it_as_unreadable_and_the_others_as_they_are(string content)
    {
        (string queue, long[] ids) = await PublishAsync(5);
        await PoisonAsync(ids[2], content);
        foreach (string list in (string[])[$"/queues/{queue}/messages", $"/queues/{queue}/messages?status=pending"])
        {
            JsonElement[] items = await ItemsAsync(list);
            items.Select(item => item.GetProperty("id").GetInt64()).ShouldBe(ids.Reverse());
            items.Select(item => item.TryGetProperty("unreadable", out JsonElement mark) && mark.GetBoolean()).ShouldBe([false, false, true, false, false]);
            items[2].GetProperty("content").ValueKind.ShouldBe(JsonValueKind.Null);
            items[1].GetProperty("content").GetInt32().ShouldBe(3);
        }

        JsonElement one = await JsonAsync(await api.Alice.Http.GetAsync($"/messages/{ids[2]}"));
        one.GetProperty("unreadable").GetBoolean().ShouldBeTrue();
        using HttpResponseMessage graph = await api.Alice.Http.PostAsJsonAsync(
            "/graphql", new { query = $$"""{ queue_by_name(name: "{{queue}}") { messages(limit: 10) { id content status } } message_by_id(id: {{ids[2]}}) { id content unreadable } }""" });
        JsonElement read = await JsonAsync(graph);
        read.TryGetProperty("errors", out _).ShouldBeFalse();
        read.GetProperty("data").GetProperty("queue_by_name").GetProperty("messages").GetArrayLength().ShouldBe(5);
        read.GetProperty("data").GetProperty("message_by_id").GetProperty("id").GetInt64().ShouldBe(ids[2]);
        read.GetProperty("data").GetProperty("message_by_id").GetProperty("unreadable").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Poison))]
    public async Task Consumers_get_the_others_and_it_becomes_a_dead_letter(string content)
    {
        (string queue, long[] ids) = await PublishAsync(5);
        await PoisonAsync(ids[0], content);
        await PoisonAsync(ids[3], content);
        JsonElement messages = (await JsonAsync(await api.Alice.Http.GetAsync($"/queues/{queue}/messages/consume?batch_size=10"))).GetProperty("messages");
        messages.EnumerateArray().Select(message => message.GetProperty("id").GetInt64()).ShouldBe([ids[1], ids[2], ids[4]]);

        JsonElement[] dead = await ItemsAsync($"/queues/{queue}/dead-letters?reason=unreadable");
        dead.Select(item => item.GetProperty("id").GetInt64()).ShouldBe([ids[3], ids[0]]);
        dead.ShouldAllBe(item => item.GetProperty("unreadable").GetBoolean() && item.GetProperty("failure_reason").GetString() == "unreadable");
        QueueResponse counts = await api.Alice.Http.GetFromJsonAsync<QueueResponse>($"/queues/{queue}", ApiGateway.GatewayFixture.Snake) ?? throw new InvalidOperationException();
        (counts.MessagesPending, counts.MessagesProcessing, counts.MessagesFailed).ShouldBe((0, 3, 2));

        // Delivered again they only come back here; they can be got rid of.
        using HttpResponseMessage replayed = await PostAsync(api.Alice.Http, $"/queues/{queue}/dead-letters/replay", """{"all":true}""");
        replayed.EnsureSuccessStatusCode();
        (await api.Alice.Http.GetAsync($"/queues/{queue}/messages/consume")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await ItemsAsync($"/queues/{queue}/dead-letters")).Length.ShouldBe(2);
        using HttpResponseMessage purged = await PostAsync(api.Alice.Http, $"/queues/{queue}/dead-letters/purge", """{"all":true}""");
        purged.EnsureSuccessStatusCode();
        (await ItemsAsync($"/queues/{queue}/dead-letters")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Odd_headers_and_types_are_no_better()
    {
        (string queue, long[] ids) = await PublishAsync(4);
        await ExecuteAsync($"UPDATE broker.messages SET headers = '\\xff' WHERE id = {ids[0]}; UPDATE broker.messages SET headers = '[1]' WHERE id = {ids[1]}; UPDATE broker.messages SET content_type = 99 WHERE id = {ids[2]}");
        (await ItemsAsync($"/queues/{queue}/messages")).Select(item => item.TryGetProperty("unreadable", out _)).ShouldBe([false, true, true, true]);
        JsonElement messages = (await JsonAsync(await api.Alice.Http.GetAsync($"/queues/{queue}/messages/consume?batch_size=10"))).GetProperty("messages");
        messages.EnumerateArray().Single().GetProperty("id").GetInt64().ShouldBe(ids[3]);
        (await ItemsAsync($"/queues/{queue}/dead-letters")).Length.ShouldBe(3);
    }

    [Fact]
    public async Task A_group_goes_on_behind_a_message_that_cannot_be_read()
    {
        string queue = api.NewName("group");
        (await PostAsync(api.Alice.Http, "/queues", $$"""{"name":"{{queue}}"}""")).EnsureSuccessStatusCode();
        using HttpResponseMessage published = await PostAsync(
            api.Alice.Http, $"/queues/{queue}/messages", """{"messages":[{"content":1,"group":"g"},{"content":2,"group":"g"}]}""");
        long[] ids = [.. (await JsonAsync(published)).GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("id").GetInt64())];
        await PoisonAsync(ids[0], "ff");
        JsonElement messages = (await JsonAsync(await api.Alice.Http.GetAsync($"/queues/{queue}/messages/consume?batch_size=10&wait_seconds=20"))).GetProperty("messages");
        messages.EnumerateArray().Single().GetProperty("id").GetInt64().ShouldBe(ids[1]);
    }

    [Fact]
    public async Task A_consumer_that_waits_gets_what_lies_behind_any_number_of_them()
    {
        (string queue, long[] ids) = await PublishAsync(40);
        await ExecuteAsync($"UPDATE broker.messages SET content = '\\xff' WHERE id = ANY('{{{string.Join(',', ids[..39])}}}')");
        JsonElement messages = (await JsonAsync(await api.Alice.Http.GetAsync($"/queues/{queue}/messages/consume?wait_seconds=30"))).GetProperty("messages");
        messages.EnumerateArray().Single().GetProperty("id").GetInt64().ShouldBe(ids[39]);
    }

    [Fact]
    public async Task Processed_messages_that_cannot_be_given_back_are_shown_as_such()
    {
        (string queue, long[] ids) = await PublishAsync(2);
        foreach (JsonElement message in (await JsonAsync(await api.Alice.Http.GetAsync($"/queues/{queue}/messages/consume?batch_size=2"))).GetProperty("messages").EnumerateArray())
        {
            (await api.Alice.Http.PostAsync($"/messages/{message.GetProperty("id").GetInt64()}/ack", null)).EnsureSuccessStatusCode();
        }

        await ExecuteAsync($"UPDATE broker.processed_messages SET content = '\\xff' WHERE id = {ids[0]}");
        (await ItemsAsync($"/queues/{queue}/messages?status=processed")).Select(item => item.TryGetProperty("unreadable", out _)).ShouldBe([false, true]);
    }

    [Fact]
    public async Task A_page_ends_where_its_contents_grow_large_and_the_next_goes_on()
    {
        string queue = api.NewName("large");
        (await PostAsync(api.Alice.Http, "/queues", $$"""{"name":"{{queue}}","max_message_bytes":1048576}""")).EnsureSuccessStatusCode();
        string large = new('x', 1_000_000);
        for (int i = 0; i < 12; i++)
        {
            (await PostAsync(api.Alice.Http, $"/queues/{queue}/messages", $$"""{"content":"{{large}}"}""")).EnsureSuccessStatusCode();
        }

        MessagePage first = await BrokerOf(api.Alice).SearchAsync(queue, limit: 200);
        first.Messages.Count.ShouldBeInRange(2, 9);
        MessagePage second = await BrokerOf(api.Alice).SearchAsync(queue, limit: 200, before: first.Next);
        (first.Messages.Count + second.Messages.Count).ShouldBe(12);
        second.Next.ShouldBeNull();
        (await BrokerOf(api.Alice).SearchAsync(queue, limit: 2)).ShouldSatisfyAllConditions(page => page.Messages.Count.ShouldBe(2), page => page.Next.ShouldBe(page.Messages[1].Id));
    }

    private static string Hex(string text) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text));

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            string body = await answer.Content.ReadAsStringAsync();
            answer.IsSuccessStatusCode.ShouldBeTrue($"{(int)answer.StatusCode} {body}");
            return JsonElement.Parse(body);
        }
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient http, string path, string body) =>
        http.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));

    private InternalBroker BrokerOf(BrokerApi.User user) => new(api.Http, user.Id);

    private async Task<JsonElement[]> ItemsAsync(string list)
    {
        JsonElement page = await JsonAsync(await api.Alice.Http.GetAsync(list));
        return [.. (page.ValueKind == JsonValueKind.Array ? page : page.GetProperty("items")).EnumerateArray()];
    }

    private async Task<(string Queue, long[] Ids)> PublishAsync(int count)
    {
        string queue = api.NewName("odd");
        (await PostAsync(api.Alice.Http, "/queues", $$"""{"name":"{{queue}}"}""")).EnsureSuccessStatusCode();
        string messages = string.Join(',', Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $$"""{"content":{{i}}}""")));
        using HttpResponseMessage published = await PostAsync(api.Alice.Http, $"/queues/{queue}/messages", $$"""{"messages":[{{messages}}]}""");
        return (queue, [.. (await JsonAsync(published)).GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("id").GetInt64())]);
    }

    private Task PoisonAsync(long id, string hex) => ExecuteAsync($"UPDATE broker.messages SET content = '\\x{hex}' WHERE id = {id}");

    private async Task ExecuteAsync(string sql)
    {
        await using NpgsqlCommand command = api.Database.CreateCommand(sql);
        (await command.ExecuteNonQueryAsync()).ShouldBePositive();
    }
}
