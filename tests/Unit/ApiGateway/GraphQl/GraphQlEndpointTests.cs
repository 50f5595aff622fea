using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.Testkit.Waiting;
using Polly.CircuitBreaker;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.GraphQl;

/// <summary>Checks how the reads of a request are executed and answered.</summary>
public sealed class GraphQlEndpointTests
{
    [Fact]
    public async Task Every_field_of_the_schema_returns_a_value()
    {
        using var gateway = new GraphQlGateway();
        var types = (await gateway.AskAsync("{ __schema { types { name kind fields { name type { kind ofType { kind } } } } } }")).Answer.GetProperty("data").GetProperty("__schema").GetProperty("types");
        var plain = types.EnumerateArray().Where(type => type.GetProperty("kind").GetString() == "OBJECT").ToDictionary(
            type => type.GetProperty("name").GetString()!,
            type => string.Join(' ', type.GetProperty("fields").EnumerateArray().Select(field => field.GetProperty("name").GetString()).Where(name => name is not ("messages" or "headers"))));
        var (status, answer) = await gateway.AskAsync(
            $"{{ queue_by_name(name: \"a\") {{ {plain["QueueGQL"]} messages {{ {plain["MessageGQL"]} headers {{ {plain["HeaderGQL"]} }} }} }} message_by_id(id: 3) {{ id }} all_queues {{ name }} }}");
        status.ShouldBe(200);
        answer.GetProperty("data").GetRawText().ShouldBe(
            """
            {"queue_by_name":{"id":7,"name":"a","created_at":"2026-01-02T03:04:05.0000000Z","updated_at":"2026-01-02T03:04:05.0000000Z","message_count":5,"messages_pending":4,"messages_processing":0,"messages_processed":10,"messages_failed":1,"messages_total":15,"oldest_pending_at":"2026-01-02T03:04:05.0000000Z","paused":false,"owner_id":"00000000-0000-0000-0000-000000000000","rights":["read","manage"],"description":null,"visibility_timeout_seconds":30,"max_deliveries":5,"delay_seconds":0,"ttl_seconds":null,"deduplication_seconds":300,"max_message_bytes":262144,"max_messages":10000000,"keep_processed":true,"messages":[{"id":2,"queue_name":"a","content":"{}","content_type":"application/json","status":"failed","created_at":"2026-01-02T03:04:05.0000000Z","delivery_count":5,"priority":0,"group":null,"deduplication_id":null,"available_at":null,"expires_at":null,"delivered_at":null,"visible_at":null,"finished_at":"2026-01-02T03:04:05.0000000Z","failure_reason":"max_deliveries","unreadable":false,"headers":[{"name":"h","value":"v"}]},{"id":1,"queue_name":"a","content":"{}","content_type":"application/json","status":"failed","created_at":"2026-01-02T03:04:05.0000000Z","delivery_count":5,"priority":0,"group":null,"deduplication_id":null,"available_at":null,"expires_at":null,"delivered_at":null,"visible_at":null,"finished_at":"2026-01-02T03:04:05.0000000Z","failure_reason":"max_deliveries","unreadable":false,"headers":[{"name":"h","value":"v"}]}]},"message_by_id":{"id":3},"all_queues":[{"name":"a"},{"name":"b"}]}
            """);
    }

    public static TheoryData<string, string?, string> BadTexts => new()
    {
        { "{ queue_by_name(name: \"a\\u0000\") { id } }", null, "name" },
        { "{ queue_by_name(name: \"a\\ud800\") { id } }", null, "name" },
        { "{ queue_by_name(name: \"\\udc00\\ud800\") { id } }", null, "name" },
        { "{ all_queues(after: \"\\u0000\") { id } }", null, "after" },
        { "{ all_queues(name_contains: \"\\udfff\") { id } }", null, "name_contains" },
        { "query($a: String = \"\\u0000\") { all_queues(name_contains: $a) { id } }", null, "name_contains" },
        { "query($a: String!) { queue_by_name(name: $a) { id } }", """{"a": "a\u0000"}""", "variables.a" },
        { "query($a: String!) { queue_by_name(name: $a) { id } }", """{"a": "a\ud800b"}""", "variables.a" },
        { "query($a: String!) { queue_by_name(name: $a) { id } }", """{"a": "a", "b": {"c": [1, "\udc00"]}}""", "variables.b.c[1]" },
        { "{ all_queues { id messages(status: failed, limit: 1) { id } ...F } } fragment F on QueueGQL { id } query B { queue_by_name(name: \"\\u0000\") { id } }", null, "operation" },
    };

    [Theory]
    [MemberData(nameof(BadTexts))]
    public async Task Texts_that_cannot_be_stored_are_refused_by_argument_name(string query, string? variables, string named)
    {
        using var gateway = new GraphQlGateway();
        var (status, answer) = await gateway.PostAsync($"{{\"query\": {JsonSerializer.Serialize(query)}, \"variables\": {variables ?? "null"}}}");
        status.ShouldBe(400);
        answer.GetProperty("errors")[0].GetProperty("message").GetString()!.ShouldContain(named);
        gateway.Broker.Calls.ShouldBe(0);
    }

    [Theory]
    [InlineData("""{"query": "{ all_queues(after: \"\\u0000\") { id } }", "operationName": "\u0000"}""", "request")]
    [InlineData("""{"query": "{ a(b: \"\ud800\") }"}""", "request")]
    [InlineData("""{"query": "{ a(b: \"\"\"\u0000\"\"\") }"}""", "request")]
    [InlineData("""{"query": "{ __typename }", "operationName": "\udc00"}""", "request")]
    [InlineData("""{"query": "{ __typename }", "variables": {"a": 1, "a": 2}}""", "request")]
    [InlineData("""{"query": "{ __typename }", "query": "{ __typename }"}""", "request")]
    [InlineData("""{"query": "{ __typename }", "variables": {"\ud800": 1}}""", "request")]
    public async Task Requests_with_invalid_UTF_8_are_refused(string body, string code)
    {
        using var gateway = new GraphQlGateway();
        var (status, answer) = await gateway.PostAsync(body);
        (status, DocumentReaderTests.Codes(answer).Single()).ShouldBe((400, code));
    }

    [Theory]
    [InlineData("2", true)]
    [InlineData("2.0", true)]
    [InlineData("2e0", true)]
    [InlineData("2.5", false)]
    [InlineData("\"2\"", false)]
    [InlineData("9007199254740993", false)]
    [InlineData("-9007199254740992", false)]
    [InlineData("1e400", false)]
    [InlineData("[2]", false)]
    public async Task Numbers_must_be_integers_within_range(string number, bool isAllowed)
    {
        using var gateway = new GraphQlGateway();
        foreach (var query in (string[])["query($n: Int) { all_queues(limit: $n) { id } }", "query($n: Long!) { message_by_id(id: $n) { id } }"])
        {
            var (status, answer) = await gateway.PostAsync($"{{\"query\": {JsonSerializer.Serialize(query)}, \"variables\": {{\"n\": {number}}}}}");
            DocumentReaderTests.Codes(answer).ShouldBe(isAllowed ? [] : ["variables"], query);
            status.ShouldBe(isAllowed ? 200 : 400);
        }
    }

    [Theory]
    [InlineData("2")]
    [InlineData("\"2\"")]
    [InlineData("\"pending, processed\"")]
    public async Task A_status_is_an_enum_name_not_a_number(string status)
    {
        using var gateway = new GraphQlGateway();
        const string Query = "query($s: MessageStatus) { queue_by_name(name: \"a\") { messages(status: $s) { id } } }";
        var (answered, answer) = await gateway.PostAsync($"{{\"query\": {JsonSerializer.Serialize(Query)}, \"variables\": {{\"s\": {status}}}}}");
        (answered, DocumentReaderTests.Codes(answer).Single()).ShouldBe((400, "variables"));
    }

    [Fact]
    public async Task A_number_with_too_many_digits_is_refused()
    {
        using var gateway = new GraphQlGateway();
        var (status, answer) = await gateway.PostAsync($"{{\"query\": \"query($n: Int) {{ all_queues(limit: $n) {{ id }} }}\", \"variables\": {{\"n\": {new string('9', 200_000)}}}}}");
        (status, DocumentReaderTests.Codes(answer).Single()).ShouldBe((400, "variables"));
    }

    public static TheoryData<string, Func<Exception>> Faults => new()
    {
        { "dependency", () => new RpcException(new Status(StatusCode.Unavailable, "secret")) },
        { "dependency", () => new HttpRequestException("secret") },
        { "dependency", () => new BrokenCircuitException("secret") },
        { "dependency", () => new TimeoutException("secret") },
        { "server", () => new InvalidOperationException("secret") },
        { "server", () => new RpcException(new Status(StatusCode.Internal, "secret")) },
        { "malformed", () => new RpcException(new Status(StatusCode.InvalidArgument, "secret")) },
        { "forbidden", () => Refusal(StatusCode.PermissionDenied, "Not yours.", 403, "forbidden") },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Faults_have_a_code_and_reveal_no_internals(string code, Func<Exception> fault)
    {
        using var gateway = new GraphQlGateway((_, _) => Task.FromException<IMessage>(fault()));
        var (status, answer) = await gateway.AskAsync("{ queue: queue_by_name(name: \"a\") { id } __typename }");
        status.ShouldBe(200);
        answer.GetProperty("data").GetRawText().ShouldBe("""{"queue":null,"__typename":"Query"}""");
        DocumentReaderTests.Codes(answer).ShouldBe([code]);
        answer.GetProperty("errors")[0].GetProperty("path").GetRawText().ShouldBe("""["queue"]""");
        answer.GetRawText().ShouldNotContain("secret");
        answer.GetRawText().ShouldNotContain("Exception");
    }

    [Theory]
    [InlineData(MessageContentType.Text, "\"a\\u0000\\n\"", "a\0\n")]
    [InlineData(MessageContentType.Json, "\"a\"", "\"a\"")]
    public async Task Contents_are_returned_as_text_or_JSON(MessageContentType type, string stored, string told)
    {
        using var gateway = new GraphQlGateway((_, _) => Task.FromResult<IMessage>(GraphQlGateway.Message(1, "a", stored, type)));
        (await gateway.AskAsync("{ message_by_id(id: 1) { content } }")).Answer.GetProperty("data").GetProperty("message_by_id").GetProperty("content").GetString().ShouldBe(told);
    }

    [Fact]
    public async Task Missing_objects_are_null()
    {
        using var gateway = new GraphQlGateway((_, _) => Task.FromException<IMessage>(Refusal(StatusCode.NotFound, "None.", 404, "not_found")));
        var (_, answer) = await gateway.AskAsync("{ queue_by_name(name: \"a\") { id } message_by_id(id: 1) { id } }");
        answer.GetRawText().ShouldBe("""{"data":{"queue_by_name":null,"message_by_id":null}}""");
        gateway.Broker.Calls.ShouldBe(2);

        // A name that no queue can have is not asked for.
        (await gateway.AskAsync("{ queue_by_name(name: \"no such name\") { id } }")).Answer.GetRawText().ShouldBe("""{"data":{"queue_by_name":null}}""");
        gateway.Broker.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task A_request_reads_several_things_concurrently()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var gateway = new GraphQlGateway(async (request, token) =>
        {
            await gate.Task.WaitAsync(token);
            return await GraphQlGateway.AnswerAsync(request, token);
        });
        var asked = gateway.AskAsync($"{{ {string.Concat(Enumerable.Range(0, 30).Select(i => $"q{i}: queue_by_name(name: \"q{i}\") {{ name }}\n"))} }}");
        await Eventually.BecomesTrueAsync(() => gateway.Broker.Calls >= 8);
        gate.SetResult();
        var (_, answer) = await asked;
        answer.GetProperty("data").EnumerateObject().Select(queue => queue.Value.GetProperty("name").GetString()).ShouldBe(Enumerable.Range(0, 30).Select(i => $"q{i}"));
        (gateway.Broker.Calls, gateway.Broker.MostAtOnce).ShouldBe((30, 8));
    }

    [Theory]
    [InlineData("messages(limit: 5) { id }", 60, 2)]
    [InlineData("messages(limit: 1) { id }", 60, 1)]
    [InlineData("messages(limit: 200) { id }", 60, 60)]
    [InlineData("a: messages(limit: 3) { id } b: messages(limit: 3) { content }", 60, 1)]
    [InlineData("a: messages(limit: 3) { id } b: messages(limit: 3, status: failed) { id } c: messages(limit: 3, before: 9) { id } d: messages(limit: 2) { id }", 60, 4)]
    public async Task Messages_of_many_queues_are_read_in_one_call(string fields, int queues, int calls)
    {
        var asked = new ConcurrentBag<SearchMessagePagesRequest>();
        using var gateway = new GraphQlGateway((request, _) =>
        {
            if (request is SearchQueuesRequest)
            {
                return Task.FromResult<IMessage>(new SearchQueuesReply { Queues = { Enumerable.Range(0, queues).Select(i => GraphQlGateway.Queue($"q{i}")) } });
            }

            var search = request.ShouldBeOfType<SearchMessagePagesRequest>();
            asked.Add(search);
            return Task.FromResult<IMessage>(GraphQlGateway.Pages(search, name => [GraphQlGateway.Message(int.Parse(name[1..], CultureInfo.InvariantCulture), name)]));
        });
        var (_, answer) = await gateway.AskAsync($"{{ all_queues(limit: {queues}) {{ name {fields} }} }}");
        gateway.Broker.Calls.ShouldBe(1 + calls);
        asked.ShouldAllBe(search => search.Names.Count * search.Limit <= 200);
        foreach (var queue in answer.GetProperty("data").GetProperty("all_queues").EnumerateArray())
        {
            foreach (var page in queue.EnumerateObject().Where(field => field.Name != "name" && field.Value[0].TryGetProperty("id", out _)))
            {
                $"q{page.Value[0].GetProperty("id")}".ShouldBe(queue.GetProperty("name").GetString());
            }
        }
    }

    [Fact]
    public async Task Errors_of_one_queue_are_reported_and_other_queues_are_answered()
    {
        using var gateway = new GraphQlGateway((request, _) => request switch
        {
            QueueRequest { Name: "shut" } => Task.FromResult<IMessage>(GraphQlGateway.Queue("shut", QueuePermission.Publish)),
            QueueRequest queue => Task.FromResult<IMessage>(GraphQlGateway.Queue(queue.Name, QueuePermission.Read)),
            SearchMessagePagesRequest { Limit: 7 } => Task.FromException<IMessage>(new RpcException(new Status(StatusCode.Unavailable, ""))),
            _ => Task.FromResult<IMessage>(new SearchMessagePagesReply { Queues = { new MessagesOfQueue { Name = "open" } } }),
        });
        var (_, answer) = await gateway.AskAsync(
            """
            {
              open: queue_by_name(name: "open") { messages { id } }
              shut: queue_by_name(name: "shut") { messages { id } }
              gone: queue_by_name(name: "gone") { messages { id } }
              away: queue_by_name(name: "open") { messages(limit: 7) { id } }
            }
            """);
        answer.GetProperty("data").GetRawText().ShouldBe("""{"open":{"messages":[]},"shut":null,"gone":null,"away":null}""");
        answer.GetProperty("errors").EnumerateArray().Select(error => $"{error.GetProperty("path")[0]} {error.GetProperty("extensions").GetProperty("code")}")
            .ShouldBe(["shut forbidden", "gone not_found", "away dependency"], ignoreOrder: true);
    }

    [Fact]
    public async Task Concurrent_requests_get_their_own_answers()
    {
        using var gateway = new GraphQlGateway(async (request, token) =>
        {
            await Task.Yield();
            return await GraphQlGateway.AnswerAsync(request, token);
        });
        await Parallel.ForAsync(0, 400, async (i, _) =>
        {
            var (_, answer) = (i % 4) switch
            {
                0 => await gateway.AskAsync("query($n: String!) { queue_by_name(name: $n) { name ...F } } fragment F on QueueGQL { messages(limit: 2) { queue_name headers { value } } }", new { n = $"q{i}" }),
                1 => await gateway.AskAsync($"{{ message_by_id(id: {i}) {{ id content }} }}"),
                2 => await gateway.AskAsync($"{{ nothing{i} }}"),
                _ => await gateway.AskAsync($"{{ q{i}: __typename @skip(if: {(i % 8 == 3 ? "true" : "false")}) }}"),
            };
            answer.GetRawText().ShouldBe((i % 4) switch
            {
                0 => $$$$"""{"data":{"queue_by_name":{"name":"q{{{{i}}}}","messages":[{"queue_name":"q{{{{i}}}}","headers":[{"value":"v"}]},{"queue_name":"q{{{{i}}}}","headers":[{"value":"v"}]}]}}}""",
                1 => $$$$"""{"data":{"message_by_id":{"id":{{{{i}}}},"content":"{}"}}}""",
                2 => $$$$"""{"errors":[{"message":"Cannot query field 'nothing{{{{i}}}}' on type 'Query'.","locations":[{"line":1,"column":3}],"extensions":{"code":"validation"}}]}""",
                _ => i % 8 == 3 ? """{"data":{}}""" : $$$$"""{"data":{"q{{{{i}}}}":"Query"}}""",
            });
        });
    }

    [Fact]
    public async Task An_operation_has_a_span_with_kind_name_cost_and_outcome()
    {
        using var source = new ActivitySource($"test-{Guid.CreateVersion7()}");
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = heard => heard == source || heard.Name == "Platform.GraphQl",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var gateway = new GraphQlGateway();

        var fine = await SpanAsync("query Board { all_queues(limit: 3) { id name } }");
        (fine.DisplayName, fine.Status).ShouldBe(("graphql query", ActivityStatusCode.Unset));
        (fine.GetTagItem("graphql.operation.type"), fine.GetTagItem("graphql.operation.name"), fine.GetTagItem("graphql.operation.cost")).ShouldBe(("query", "Board", 9d));

        var failed = await SpanAsync("{ all_queues(limit: 0) { id } }");
        (failed.Status, failed.StatusDescription).ShouldBe((ActivityStatusCode.Error, "\"limit\" may be 1 to 500."));
        failed.GetTagItem("graphql.operation.name").ShouldBeNull();

        async Task<Activity> SpanAsync(string query)
        {
            using var request = source.StartActivity("request")!;
            await gateway.AskAsync(query);
            return ended.Single(span => span.ParentSpanId == request.SpanId);
        }
    }

    [Fact]
    public async Task Reads_are_cancelled_when_the_client_disconnects()
    {
        using var client = new CancellationTokenSource();
        using var gateway = new GraphQlGateway(async (_, token) =>
        {
            await client.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
            throw new UnreachableException();
        });
        await Should.ThrowAsync<OperationCanceledException>(() => gateway.PostAsync("""{"query": "{ all_queues { id } }"}""", client.Token));
    }

    [Fact]
    public async Task A_request_beyond_the_time_limit_is_cancelled()
    {
        using var gateway = new GraphQlGateway(
            async (_, token) =>
            {
                await Task.Delay(Timeout.Infinite, token);
                throw new UnreachableException();
            },
            ("GraphQl:Timeout", "00:00:00.1"));
        await Should.ThrowAsync<TimeoutException>(() => gateway.AskAsync("{ all_queues { id } }"));
    }

    [Theory]
    [InlineData("content", "a: content b: content")]
    [InlineData("headers", "headers { a: name b: value c: value }")]
    public async Task The_bytes_of_messages_in_an_answer_are_limited(string what, string fields)
    {
        var text = new string('x', 200_000);
        var message = GraphQlGateway.Message(1, "a", what == "content" ? $"\"{text}\"" : "{}");
        message.HeadersJson = what == "headers" ? ByteString.CopyFromUtf8($$"""{"h":"{{text}}"}""") : message.HeadersJson;
        using var gateway = new GraphQlGateway((request, token) => request is SearchMessagePagesRequest search
            ? Task.FromResult<IMessage>(GraphQlGateway.Pages(search, _ => [.. Enumerable.Range(0, 60).Select(_ => message.Clone())]))
            : GraphQlGateway.AnswerAsync(request, token));
        var (status, answer) = await gateway.AskAsync($"{{ queue_by_name(name: \"a\") {{ messages(limit: 60) {{ {fields} }} }} }}");
        status.ShouldBe(200);
        answer.GetProperty("data").GetRawText().ShouldBe("""{"queue_by_name":null}""");
        DocumentReaderTests.Codes(answer).ShouldAllBe(code => code == "limit");
        (await gateway.AskAsync("{ queue_by_name(name: \"a\") { messages(limit: 60) { content } } }")).Answer.GetProperty("data").GetProperty("queue_by_name").ValueKind.ShouldBe(JsonValueKind.Object);
    }

    /// <summary>The answer of a service to a call that it refuses.</summary>
    private static RpcException Refusal(StatusCode code, string detail, int status, string name) => new(
        new Status(code, detail), new Metadata { { "platform-error-bin", new ErrorDetail { Status = status, Code = name }.ToByteArray() } });
}
