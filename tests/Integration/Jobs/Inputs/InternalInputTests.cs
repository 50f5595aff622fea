using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts.Internal;
using Platform.Integration.Broker;
using Shouldly;
using Xunit;

namespace Platform.Integration.Jobs.Inputs;

/// <summary>
/// Every route of the internal API, called with every part of its body or query replaced by what nobody should send: whatever the
/// gateway lets through, the answer says that the request is wrong, and never that this service is.
/// </summary>
public sealed class InternalInputTests(InternalInputTests.OneQueue fixture) : IClassFixture<InternalInputTests.OneQueue>
{
    // Raw JSON in the place of a value.
    private static readonly string[] s_values =
    [
        "null", "true", "0", "-1", "0.5", "99", "2147483648", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1e999", "-1e999",
        "{}", "[]", "[null]", "[\"a\\u0000\"]", "[\"\\ud800\"]", "[99]", "[-1]",
        "\"\"", "\"a\\u0000b\"", "\"\\u0000\"", "\"\\ud800\"", "\"x\\udc00y\"", "\"\\ud800\\ud800\"", "\"%\"", "\"nonsense\"", "\"" + new string('x', 20_000) + "\"",
        "\"0001-01-01T00:00:00Z\"", "\"0001-01-01T00:00:00+14:00\"", "\"1969-12-31T23:59:59Z\"", "\"9999-12-31T23:59:59.9999999Z\"", "\"9999-12-31T23:59:59-14:00\"", "\"-infinity\"",
        "\"00000000-0000-0000-0000-000000000000\"", "\"ffffffff-ffff-ffff-ffff-ffffffffffff\"",
        new string('[', 70) + new string(']', 70), new string('[', 61) + new string(']', 61), new string('[', 2000) + new string(']', 2000),
        "{\"a\\ud800\":1}", "{\"a\\u0000\":1}",
    ];

    private static readonly byte[][] s_bodies =
    [
        [], "null"u8.ToArray(), "7"u8.ToArray(), "[]"u8.ToArray(), "{}"u8.ToArray(), "{"u8.ToArray(), "\"\\ud800\""u8.ToArray(), [0xFF, 0xFE], [(byte)'"', 0xED, 0xA0, 0x80, (byte)'"'], [0],
        Encoding.UTF8.GetBytes(new string('[', 100_000)), Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 5000) + new string(']', 5000) + "}"),
    ];

    private static readonly string[] s_queryValues =
        ["", "-1", "0", "9223372036854775807", "9223372036854775808", "1e999", "%00", "a%00", "%ED%A0%80", "%FF", "x", "1.5", "00000000-0000-0000-0000-000000000000"];

    public static TheoryData<string, string> Bodies { get; } = new()
    {
        { "jobs/submit", """{"jobs":[{"id":"{new}","owner_id":"{owner}","kind":"probe","input":{"a":1},"title":"t","tags":["a"],"priority":"normal","max_attempts":2,"timeout_seconds":5,"start_at":"2030-01-01T00:00:00Z","idempotency_key":"{new}","fingerprint":"f","webhook":{"url":"https://example.org","secret":"0123456789abcdef"},"trace_parent":"t","request_id":"r"}]}""" },
        { "jobs/search", """{"filter":{"owner_id":"{owner}","states":["queued"],"kinds":["probe"],"tags":["a"],"priorities":["high"],"text":"t","created_after":"2025-01-01T00:00:00Z","created_before":"2030-01-01T00:00:00Z","ids":["{new}"]},"limit":10,"before":"{new}"}""" },
        { "jobs/act", """{"actor":{"user_id":"{owner}","is_operator":false},"action":"cancel","filter":{"owner_id":"{owner}","states":["failed"],"text":"t","created_after":"2025-01-01T00:00:00Z","created_before":"2030-01-01T00:00:00Z","ids":["{new}"]},"before":"{new}"}""" },
        { "jobs/{job}/act", """{"actor":{"user_id":"{owner}","is_operator":false},"action":"cancel"}""" },
        { "jobs/{job}/result", """{"actor":{"user_id":"{owner}","is_operator":false},"expected_version":1,"result":{"a":1}}""" },
        { "queues", """{"actor":{"user_id":"{owner}","is_operator":false},"queue":{"name":"n-{new}","description":"d","visibility_timeout_seconds":1,"max_deliveries":1,"delay_seconds":0,"ttl_seconds":1,"deduplication_seconds":1,"max_message_bytes":10,"max_messages":10,"keep_processed":true}}""" },
        { "queues/search", """{"actor":{"user_id":"{owner}","is_operator":false},"limit":10,"after":"a","name_contains":"b"}""" },
        { "queues/get", """{"actor":{"user_id":"{owner}","is_operator":false},"name":"{queue}"}""" },
        { "queues/update", """{"actor":{"user_id":"{owner}","is_operator":false},"name":"{queue}","changes":{"description":"d","visibility_timeout_seconds":30,"max_deliveries":5,"delay_seconds":0,"ttl_seconds":0,"deduplication_seconds":300,"max_message_bytes":1000,"max_messages":1000000,"keep_processed":true},"paused":false}""" },
        { "queues/rights", """{"actor":{"user_id":"{owner}","is_operator":false},"name":"{queue}","user_id":"{new}","rights":["read"]}""" },
        { "queues/leave", """{"actor":{"user_id":"{new}","is_operator":false},"name":"{queue}"}""" },
        { "audit", """{"id":"{new}","actor_id":"{owner}","action":"account.deleted","detail":{"a":1}}""" },
        { "queues/messages", """{"actor":{"user_id":"{owner}","is_operator":false},"name":"{queue}","limit":10,"status":"failed","before":100,"filter":{"reason":"r","group":"g","failed_after":"2025-01-01T00:00:00Z","failed_before":"2030-01-01T00:00:00Z"}}""" },
        { "queues/pages", """{"actor":{"user_id":"{owner}","is_operator":false},"names":["{queue}"],"limit":10,"status":"failed","before":100}""" },
        { "queues/purge", """{"actor":{"user_id":"{owner}","is_operator":false},"name":"{queue}"}""" },
        { "queues/replay", """{"actor":{"user_id":"{owner}","is_operator":false},"name":"{queue}","which":{"filter":{"reason":"r","group":"g","failed_after":"2025-01-01T00:00:00Z","failed_before":"2030-01-01T00:00:00Z"}}}""" },
        { "queues/purge-dead-letters", """{"actor":{"user_id":"{owner}","is_operator":false},"name":"{queue}","which":{"ids":[1,2]}}""" },
        { "queues/delete", """{"actor":{"user_id":"{owner}","is_operator":false},"name":"no-such-queue"}""" },
        { "messages/publish", """[["{queue}","{owner}",false,"t",[[{"a":1},0,{"h":"v"},1,0,60,"g","{new}"],["b",1]]]]""" },
        { "messages/claim", """{"calls":[{"queue":"{queue}","user_id":"{owner}","is_operator":false,"max":2,"visibility_seconds":30,"waits":true}]}""" },
        { "messages/settle", """{"calls":[{"user_id":"{owner}","is_operator":false,"action":1,"ids":[1],"receipts":["1-1"],"seconds":1,"reason":"r"}]}""" },
        { "messages/get", """{"actor":{"user_id":"{owner}","is_operator":false},"id":1}""" },
    };

    public static TheoryData<string, string> Queries { get; } = new()
    {
        { "jobs/{job}", "owner_id" },
        { "jobs/{job}/log", "owner_id,after,limit" },
        { "jobs/{job}/attempts", "owner_id" },
        { "jobs/{job}/webhook-deliveries", "owner_id" },
        { "audit", "limit,before" },
        { "backlog", "x" },
        { "queues/totals", "x" },
    };

    // Those of log files are of every service, and have tests of their own.
    [Fact]
    public void No_route_is_left_out()
    {
        string[] known = [.. Bodies.Concat(Queries).Select(row => "/internal/v1/" + ((string)row[0]).Replace("{job}", "{id:guid}", StringComparison.Ordinal))];
        fixture.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Select(endpoint => endpoint.RoutePattern.RawText!)
            .Where(route => route.StartsWith("/internal/", StringComparison.Ordinal) && !route.StartsWith("/internal/v1/logs", StringComparison.Ordinal))
            .ShouldBe(known, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_template_itself_is_served(string path, string template)
    {
        using HttpResponseMessage answer = await PostAsync(path, Encoding.UTF8.GetBytes(Fill(template)));
        ((int)answer.StatusCode).ShouldBeOneOf(200, 201, 204, 404, 409);
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Whatever_stands_in_a_body_the_answer_is_no_fault_of_the_service(string path, string template)
    {
        await Parallel.ForEachAsync(Mutants(template), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (body, _) =>
        {
            using HttpResponseMessage answer = await PostAsync(path, body);
            await IsAnsweredAsync(answer, Encoding.UTF8.GetString(body.Length > 600 ? body[..600] : body));
        });
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task Whatever_stands_in_a_query_the_answer_is_no_fault_of_the_service(string path, string names)
    {
        foreach (string query in names.Split(',').SelectMany(_ => s_queryValues, (name, value) => $"?{name}={value}"))
        {
            using HttpResponseMessage answer = await fixture.Http.GetAsync($"/internal/v1/{Fill(path)}{query}");
            await IsAnsweredAsync(answer, query);
        }
    }

    [Fact]
    public async Task A_refusal_names_what_is_wrong()
    {
        using HttpResponseMessage answer = await PostAsync("jobs/search", "{\"filter\":{\"text\":\"a\\u0000b\"},\"limit\":10}"u8.ToArray());
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        JsonElement problem = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        problem.GetProperty("code").GetString().ShouldBe("malformed");
        problem.GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
        problem.GetProperty("errors").EnumerateObject().Single().Name.ShouldBe("filter.text");
    }

    [Fact]
    public async Task The_ends_of_time_are_no_moments_to_search_from()
    {
        foreach ((string field, string moment) in from field in (string[])["created_after", "created_before"] from moment in (string[])["0001-01-01T00:00:00Z", "1969-12-31T00:00:00Z", "9999-12-31T00:00:00Z"] select (field, moment))
        {
            using HttpResponseMessage answer = await PostAsync("jobs/search", Encoding.UTF8.GetBytes($$"""{"filter":{"{{field}}":"{{moment}}"},"limit":10}"""));
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await answer.Content.ReadAsStringAsync()).ShouldContain("filter." + field);
        }
    }

    private static async Task IsAnsweredAsync(HttpResponseMessage answer, string request)
    {
        int status = (int)answer.StatusCode;
        string body = await answer.Content.ReadAsStringAsync();
        status.ShouldBeLessThan(500, $"{request} → {body}");
        if (status >= 400)
        {
            answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json", $"{request} → {status} {body}");
            JsonElement.Parse(body).GetProperty("status").GetInt32().ShouldBe(status);
        }
        else if (status != 204)
        {
            JsonDocument.Parse(body).Dispose();
        }
    }

    private IEnumerable<byte[]> Mutants(string template)
    {
        foreach (byte[] body in s_bodies)
        {
            yield return body;
        }

        for (int at = 0; ; at++)
        {
            // A mark in the place of one value after the other.
            JsonNode root = JsonNode.Parse(Fill(template))!;
            int count = 0;
            if (!Mark(root, at, ref count))
            {
                break;
            }

            string text = root.ToJsonString();
            foreach (string value in s_values)
            {
                yield return Encoding.UTF8.GetBytes(text.Replace("\"@@@\"", value, StringComparison.Ordinal));
            }

            byte[] bytes = Encoding.UTF8.GetBytes(text.Replace("@@@", "a@@@", StringComparison.Ordinal));
            bytes[bytes.AsSpan().IndexOf("@@@"u8)] = 0xFF;
            yield return bytes;
        }
    }

    private static bool Mark(JsonNode node, int at, ref int count)
    {
        switch (node)
        {
            case JsonObject fields:
                foreach (string name in fields.Select(field => field.Key).ToList())
                {
                    if (count++ == at)
                    {
                        fields[name] = "@@@";
                        return true;
                    }

                    if (fields[name] is { } inner && Mark(inner, at, ref count))
                    {
                        return true;
                    }
                }

                return false;
            case JsonArray items:
                for (int i = 0; i < items.Count; i++)
                {
                    if (count++ == at)
                    {
                        items[i] = "@@@";
                        return true;
                    }

                    if (items[i] is { } inner && Mark(inner, at, ref count))
                    {
                        return true;
                    }
                }

                return false;
            default:
                return false;
        }
    }

    private string Fill(string template) => template
        .Replace("{owner}", fixture.Owner.ToString(), StringComparison.Ordinal)
        .Replace("{job}", fixture.Job.ToString(), StringComparison.Ordinal)
        .Replace("{queue}", fixture.Queue, StringComparison.Ordinal)
        .Replace("{new}", Guid.CreateVersion7().ToString(), StringComparison.Ordinal);

    private async Task<HttpResponseMessage> PostAsync(string path, byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        return await fixture.Http.PostAsync($"/internal/v1/{Fill(path)}", content);
    }

    public sealed class OneQueue : BrokerFixture, IAsyncLifetime
    {
        public string Queue { get; private set; } = "";

        public Guid Job { get; private set; }

        public new async Task InitializeAsync()
        {
            await base.InitializeAsync();
            Queue = NewName("inputs");
            await Broker.CreateAsync(new Contracts.PublicApi.CreateQueueRequest(Queue));
            await Broker.PublishAsync(Queue, "[1,0]", "[2,0]");
            SubmitJob job = NewJob() with { StartAt = TimeProvider.System.GetUtcNow().AddDays(1) };
            await SubmitAsync(job);
            Job = job.Id;
        }
    }
}
