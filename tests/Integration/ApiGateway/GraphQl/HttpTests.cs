using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.ApiGateway.GraphQl;
using Platform.Client.Queues;
using Platform.Contracts.PublicApi;
using Platform.Integration.Client;
using Platform.Testkit.Hosting;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway.GraphQl;

[Collection(QueuePlatformCollection.Name)]
public sealed class HttpTests(QueuePlatform platform) : IAsyncLifetime
{
    private readonly ServiceProvider _program = platform.Program().BuildServiceProvider();
    private readonly string _queue = platform.NewName();
    private QueueClient _client = null!;

    public async Task InitializeAsync()
    {
        _client = _program.GetRequiredService<QueueClient>();
        await _client.CreateQueueAsync(new CreateQueueRequest(_queue, "For dashboards", TtlSeconds: 600));
    }

    public async Task DisposeAsync() => await _program.DisposeAsync();

    [Theory]
    [InlineData("/graphql")]
    [InlineData("/api/v1/graphql")]
    public async Task The_GraphQL_over_HTTP_audits_pass(string path)
    {
        var results = await Reference.AskAsync<Audit[]>(new
        {
            judge = "audit",
            url = new Uri(platform.Address, path).ToString(),
            headers = new Dictionary<string, string> { ["X-Api-Key"] = platform.AdasKey },
        });
        results.Length.ShouldBeGreaterThan(50);
        results.Where(result => result.Status is not ("ok" or "notice")).Select(result => $"{result.Id} {result.Name}: {result.Reason}").ShouldBeEmpty();
        results.Where(result => result.Status == "notice" && !result.Name.StartsWith("MAY", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task Clients_can_be_built_from_the_introspection_which_equals_the_published_schema()
    {
        var questions = await Reference.AskAsync<string[]>(new { judge = "questions" });
        foreach (var question in questions)
        {
            var judged = await Reference.AskAsync<Dictionary<string, JsonElement>>(new { judge = "introspection", answer = await AskAsync(question), sdl = QueueSchema.Text });
            judged["faults"].GetArrayLength().ShouldBe(0, judged["faults"].GetRawText());
            if (question == questions[^1])
            {
                judged["built"].GetString().ShouldBe(judged["expected"].GetString());
            }
        }
    }

    [Fact]
    public async Task Queues_and_messages_equal_those_of_the_REST_API()
    {
        await _client.PublishAsync(_queue, [.. Enumerable.Range(0, 5).Select(number => Message.Json(new { number }) with { Headers = new Dictionary<string, string> { ["n"] = number.ToString(CultureInfo.InvariantCulture) } })]);
        var failed = (await _client.ConsumeAsync(_queue)).Single();
        await _client.NackAsync(failed, requeue: false, reason: "broken");
        var queue = await _client.GetQueueAsync(_queue);

        var data = Data(await AskAsync(
            """
            query Board($queue: String!, $status: MessageStatus, $first: Long!) {
              queue_by_name(name: $queue) {
                id name created_at message_count messages_pending messages_failed paused ttl_seconds rights
                ...Failures
                page: messages(limit: 2) { id content headers { name value } }
              }
              none: queue_by_name(name: "no-such-queue") { id }
              message_by_id(id: $first) { queue_name status failure_reason delivery_count content_type }
              missing: message_by_id(id: 9007199254740991) { id }
            }
            fragment Failures on QueueGQL { failures: messages(status: $status) { id failure_reason finished_at } }
            """,
            new { queue = _queue, status = "failed", first = failed.Id }));
        var answered = data.GetProperty("queue_by_name");
        answered.GetProperty("id").GetInt32().ShouldBe(queue.Id);
        answered.GetProperty("created_at").GetDateTimeOffset().ShouldBe(queue.CreatedAt);
        answered.GetProperty("message_count").GetInt64().ShouldBe(5);
        answered.GetProperty("messages_pending").GetInt64().ShouldBe(4);
        answered.GetProperty("messages_failed").GetInt64().ShouldBe(1);
        answered.GetProperty("ttl_seconds").GetInt32().ShouldBe(600);
        answered.GetProperty("rights").EnumerateArray().Select(right => right.GetString()).ShouldBe(["read", "publish", "consume", "manage"], ignoreOrder: true);
        answered.GetProperty("failures").EnumerateArray().Single().GetProperty("failure_reason").GetString().ShouldBe("broken");
        var page = answered.GetProperty("page").EnumerateArray().ToList();
        page.Select(message => JsonDocument.Parse(message.GetProperty("content").GetString()!).RootElement.GetProperty("number").GetInt32()).ShouldBe([4, 3]);
        page[0].GetProperty("headers").GetRawText().ShouldBe("""[{"name":"n","value":"4"}]""");
        data.GetProperty("none").ValueKind.ShouldBe(JsonValueKind.Null);
        data.GetProperty("missing").ValueKind.ShouldBe(JsonValueKind.Null);
        data.GetProperty("message_by_id").GetRawText()
            .ShouldBe($$"""{"queue_name":"{{_queue}}","status":"failed","failure_reason":"broken","delivery_count":1,"content_type":"application/json"}""");

        // The next page begins before the last one's id.
        var next = Data(await AskAsync(
            "query($queue: String!, $before: Long) { queue_by_name(name: $queue) { messages(limit: 200, before: $before) { id } } }",
            new { queue = _queue, before = page[1].GetProperty("id").GetInt64() }));
        next.GetProperty("queue_by_name").GetProperty("messages").GetArrayLength().ShouldBe(3);
        Data(await AskAsync($"{{ all_queues(name_contains: \"{_queue}\") {{ name description }} }}")).GetProperty("all_queues").GetRawText()
            .ShouldBe($$"""[{"name":"{{_queue}}","description":"For dashboards"}]""");
    }

    [Fact]
    public async Task Data_of_other_users_is_not_found()
    {
        var message = await _client.PublishAsync(_queue, Message.Text("secret"));
        var question = $"{{ queue_by_name(name: \"{_queue}\") {{ id }} message_by_id(id: {message.Id}) {{ id }} all_queues(name_contains: \"{_queue}\") {{ id }} }}";
        var seen = Data(await AskAsync(question, by: platform.Bob));
        seen.GetRawText().ShouldBe("""{"queue_by_name":null,"message_by_id":null,"all_queues":[]}""");

        (await StatusAsync(platform.Anonymous, question)).ShouldBe(HttpStatusCode.Unauthorized);
        using var narrow = new HttpClient { BaseAddress = platform.Address };
        narrow.DefaultRequestHeaders.Add("X-Api-Key", await QueuePlatform.KeyAsync(platform.Ada, "jobs:read"));
        (await StatusAsync(narrow, question)).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("{ all_queues(limit: 0) { id } }", "validation")]
    [InlineData("{ all_queues(limit: 500) { messages(limit: 200) { id } } }", "limit")]
    [InlineData("{ all_queues { nothing } }", "validation")]
    [InlineData("{ all_queues { ", "syntax")]
    [InlineData("mutation { __typename }", "operation")]
    [InlineData("subscription { __typename }", "operation")]
    [InlineData("{ __typename } { __typename }", "operation")]
    [InlineData("{ all_queues(after: \"\\u0000\") { id } }", "validation")]
    [InlineData("{ message_by_id(id: 1.5) { id } }", "validation")]
    [InlineData("query($id: Long!) { message_by_id(id: $id) { id } }", "variables")]
    public async Task Errors_contain_the_reason(string query, string code)
    {
        var answer = await AskAsync(query);
        answer.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString().ShouldBe(code);
    }

    [Fact]
    public async Task The_address_may_contain_a_query_but_no_mutation()
    {
        using var get = await platform.Ada.GetAsync("/graphql?query=" + Uri.EscapeDataString("query($n: String!) { queue_by_name(name: $n) { name } }") + "&variables=" + Uri.EscapeDataString(JsonSerializer.Serialize(new { n = _queue })));
        (await get.Content.ReadAsStringAsync()).ShouldBe(JsonSerializer.Serialize(new { data = new { queue_by_name = new { name = _queue } } }));

        using var mutation = await platform.Ada.GetAsync("/graphql?query=" + Uri.EscapeDataString("mutation { __typename }"));
        (mutation.StatusCode, mutation.Content.Headers.Allow.Single()).ShouldBe((HttpStatusCode.MethodNotAllowed, "POST"));
    }

    [Fact]
    public async Task Bodies_of_another_type_or_too_large_are_refused()
    {
        using var form = await platform.Ada.PostAsync("/graphql", new StringContent("query={__typename}", Encoding.UTF8, "application/x-www-form-urlencoded"));
        form.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        using var large = await platform.Ada.PostAsJsonAsync("/graphql", new { query = new string(' ', 300_000) + "{__typename}" });
        large.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":1}{"a":2}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"a":"\udc00"}""")]
    [InlineData("[1]")]
    [InlineData("{")]
    public async Task Variables_in_the_address_must_be_one_object(string variables)
    {
        using var odd = await platform.Ada.GetAsync($"/graphql?query=%7B__typename%7D&variables={Uri.EscapeDataString(variables)}");
        odd.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await odd.Content.ReadAsStringAsync()).ShouldContain("variables");
    }

    [Fact]
    public async Task The_content_type_follows_the_Accept_header()
    {
        using var picky = Post("{ __typename }");
        picky.Headers.Add("Accept", "text/html, application/xml;q=0.9");
        using var refused = await platform.Ada.SendAsync(picky);
        refused.StatusCode.ShouldBe(HttpStatusCode.NotAcceptable);

        using var preferring = Post("{ nothing }");
        preferring.Headers.Add("Accept", "application/json;q=0.5, application/graphql-response+json");
        using var preferred = await platform.Ada.SendAsync(preferring);
        (preferred.StatusCode, preferred.Content.Headers.ContentType!.MediaType).ShouldBe((HttpStatusCode.BadRequest, "application/graphql-response+json"));
    }

    [Fact]
    public async Task Documents_of_a_hundred_thousand_levels_are_refused()
    {
        foreach (var (open, close) in ((string, string)[])[("{a", "}"), ("{a(b:[", "]){a}}"), ("query($a:[", "]){a}")])
        {
            var deep = string.Concat(Enumerable.Repeat(open, 100_000)) + close;
            using var response = await platform.Ada.PostAsJsonAsync("/graphql", new { query = deep });
            response.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.RequestEntityTooLarge);
            (await response.Content.ReadAsStringAsync()).ShouldContain("\"code\":");
        }

        (await StatusAsync(platform.Ada, "{ __typename }")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Operations_are_measured_by_outcome()
    {
        using var tally = new MeasurementTotals(platform.Services);
        await AskAsync("query Named { __typename }");
        await AskAsync("{ nothing }");
        await AskAsync("{");

        // An answer is measured after it was sent.
        await Eventually.PassesAsync(() =>
        {
            tally.Sum("graphql.operation.duration", "outcome=success").ShouldBe(1);
            tally.Sum("graphql.operation.duration", "outcome=invalid").ShouldBe(2);
            return Task.CompletedTask;
        });
        tally.Sum("graphql.operation.duration").ShouldBe(3);
    }

    private static JsonElement Data(JsonElement answer)
    {
        answer.TryGetProperty("errors", out var errors).ShouldBeFalse(errors.ValueKind == JsonValueKind.Undefined ? "" : errors.GetRawText());
        return answer.GetProperty("data");
    }

    private static HttpRequestMessage Post(string query) => new(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(new { query }) };

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string query)
    {
        using var request = Post(query);
        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }

    private async Task<JsonElement> AskAsync(string query, object? variables = null, HttpClient? by = null)
    {
        using var response = await (by ?? platform.Ada).PostAsJsonAsync("/graphql", new { query, variables });
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private sealed record Audit(string Id, string Name, string Status, string? Reason);
}
