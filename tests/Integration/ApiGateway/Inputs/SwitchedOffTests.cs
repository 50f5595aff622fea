using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.ApiGateway.Problems;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway.Inputs;

/// <summary>Single requests that once switched the platform off for everybody. Each is answered, and so is the next one of another user.</summary>
[Collection(EdgeCollection.Name)]
public sealed class SwitchedOffTests(EdgePlatform platform)
{
    [Fact]
    public async Task A_lone_surrogate_in_message_content_is_refused()
    {
        var queue = await platform.NewQueueAsync();
        await RefusedAsync("POST", $"/api/v1/queues/{queue}/messages", """{"content":{"a":"\ud800"}}""", "content.a");
        await RefusedAsync("POST", $"/api/v1/queues/{queue}/messages", """{"messages":[{"content":1},{"content":{"a":[1,{"b\udc00":2}]}}]}""", "messages[1].content.a[1].b\\udc00");
        using var listed = await platform.SendAsync(platform.Ada, "GET", $"/api/v1/queues/{queue}/messages");
        (await listed.Content.ReadAsStringAsync()).ShouldBe("""{"items":[]}""");
    }

    [Theory]
    [InlineData("jobs?created_before=9999-12-31T23:59:59Z", "created_before")]
    [InlineData("jobs?created_after=0001-01-01T00:00:00Z", "created_after")]
    [InlineData("jobs?tag=%00", "tag")]
    [InlineData("jobs?kind=%00", "kind")]
    [InlineData("queues?q=%00", "q")]
    [InlineData("queues?after=%00", "after")]
    [InlineData("queues/{queue}/dead-letters?failed_before=9999-12-31T23:59:59Z", "failed_before")]
    public async Task Invalid_filters_of_lists_are_refused(string path, string field) =>
        await RefusedAsync("GET", "/api/v1/" + path.Replace("{queue}", await platform.NewQueueAsync(), StringComparison.Ordinal), null, field);

    [Theory]
    [InlineData("""{"action":"cancel","filter":{"created_before":"9999-12-31T23:59:59Z"}}""", "filter.created_before")]
    [InlineData("""{"action":"cancel","filter":{"q":"\u0000"}}""", "filter.q")]
    public Task Invalid_filters_of_bulk_actions_are_refused(string body, string field) => RefusedAsync("POST", "/api/v1/jobs/bulk", body, field);

    [Theory]
    [InlineData("""{"query":"{ queue_by_name(name:\"a\\u0000\") {name} }"}""", "name")]
    [InlineData("""{"query":"{ all_queues(after:\"\\u0000\") {name} }"}""", "after")]
    [InlineData("""{"query":"query($p:String){ all_queues(name_contains:$p) {name} }","variables":{"p":"\u0000"}}""", "variables.p")]
    [InlineData("""{"query":"query($n:String!){queue_by_name(name:$n){name}}","variables":{"n":"\ud800"}}""", "variables.n")]
    [InlineData("""{"query":"{__typename}","operationName":"\ud800"}""", "operationName")]
    [InlineData("""{"query":"{__typename} #\ud800"}""", "query")]
    public async Task Invalid_arguments_of_GraphQL_are_refused(string body, string argument)
    {
        using var answer = await platform.SendAsync(platform.Ada, "POST", "/graphql", body);
        ((int)answer.StatusCode).ShouldBeOneOf(200, 400);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        json.RootElement.GetProperty("errors")[0].GetProperty("message").GetString().ShouldNotBeNull().ShouldContain(argument);
        await platform.OthersAreServedAsync(body);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Long_GraphQL_literals_are_truncated_in_errors(int before)
    {
        var literal = new string('a', before) + string.Concat(Enumerable.Repeat("\ud83d\ude00", 400));
        using var answer = await platform.Ada.PostAsJsonAsync("/graphql", new { query = $"{{message_by_id(id:\"{literal}\"){{id}}}}" });
        ((int)answer.StatusCode).ShouldBeOneOf(200, 400);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("errors");
    }

    [Theory]
    [InlineData("variables", "{\"n\":\"\\u0000\"}", "variables.n")]
    [InlineData("variables", "{\"n\":\"\\ud800\"}", "variables.n")]
    [InlineData("extensions", "{\"\\ud800\":1}", "extensions")]
    public async Task Invalid_JSON_in_the_address_of_GraphQL_is_refused(string parameter, string json, string field)
    {
        var query = Uri.EscapeDataString("query($n:String!){queue_by_name(name:$n){name}}");
        using var answer = await platform.SendAsync(platform.Ada, "GET", $"/graphql?query={query}&{parameter}={Uri.EscapeDataString(json)}");
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(field);
        await platform.OthersAreServedAsync(json);
    }

    [Theory]
    [InlineData("sign-in", """{"email":"a\u0000b@example.com","password":"correct horse battery 9"}""")]
    [InlineData("sign-in", """{"email":"a\ufffeb@example.com","password":"correct horse battery 9"}""")]
    [InlineData("register", """{"email":"a\uffffb@example.com","password":"correct horse battery 9"}""")]
    public async Task Invalid_e_mail_addresses_are_refused(string route, string body)
    {
        using var answer = await platform.SendAsync(platform.Anonymous, "POST", "/api/v1/auth/" + route, body);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Problem.ReadAsync(answer)).Errors!.Keys.ShouldBe(["email"]);
        await platform.OthersAreServedAsync(body);
    }

    [Fact]
    public Task Invalid_names_of_keys_are_refused() => RefusedAsync("POST", "/api/v1/api-keys", """{"name":"a\u0000b"}""", "name");

    [Fact]
    public async Task A_long_file_name_is_not_cut_within_a_character()
    {
        using var answer = await platform.SendAsync(platform.Ada, "POST", "/api/v1/uploads", null,
        [
            ("Tus-Resumable", "1.0.0"), ("Upload-Length", "5"),
            ("Upload-Metadata", "filename " + Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("\ud83d\ude00", 130)) + ".wav"))),
        ]);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        await platform.OthersAreServedAsync("upload");
    }

    /// <summary>One caller's call goes to JobManager with those of others: what it refuses would be refused to all of them.</summary>
    [Theory]
    [InlineData(60, HttpStatusCode.Created)]
    [InlineData(61, HttpStatusCode.BadRequest)]
    [InlineData(62, HttpStatusCode.BadRequest)]
    [InlineData(63, HttpStatusCode.BadRequest)]
    [InlineData(64, HttpStatusCode.BadRequest)]
    public async Task Contents_nested_deeper_than_readers_support_are_refused(int levels, HttpStatusCode status)
    {
        var queue = await platform.NewQueueAsync();
        var content = new string('[', levels) + new string(']', levels);
        foreach (var body in new[] { $$"""{"content":{{content}}}""", $$"""{"messages":[{"content":{{content}}}]}""" })
        {
            using var answer = await platform.SendAsync(platform.Ada, "POST", $"/queues/{queue}/messages", body);
            answer.StatusCode.ShouldBe(status);
            if (status == HttpStatusCode.BadRequest)
            {
                (await Problem.ReadAsync(answer)).Errors!.Keys.Single().ShouldEndWith("content");
            }
        }

        // What was accepted is shown by every route.
        foreach (var path in new[] { $"/queues/{queue}/messages", $"/queues/{queue}/messages/consume?batch_size=10" })
        {
            using var shown = await platform.SendAsync(platform.Ada, "GET", path);
            ((int)shown.StatusCode).ShouldBeOneOf(200, 204);
            (await shown.Content.ReadAsStringAsync()).Contains(content, StringComparison.Ordinal).ShouldBe(status == HttpStatusCode.Created);
        }

        await platform.OthersAreServedAsync(content);
    }

    [Fact]
    public async Task Unusual_numbers_and_names_are_stored_unchanged()
    {
        var queue = await platform.NewQueueAsync();
        foreach (var content in new[] { "1e400000", "-0", "1E-400000", "123456789012345678901234567890", """{"a":1,"a":2}""", """{"":{"":[{}]}}""", "0.10000000000000000000000000000000000001" })
        {
            using var published = await platform.SendAsync(platform.Ada, "POST", $"/queues/{queue}/messages", $$"""{"content":{{content}}}""");
            published.StatusCode.ShouldBe(HttpStatusCode.Created, content);
            var id = JsonDocument.Parse(await published.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetInt64();
            foreach (var path in new[] { $"/messages/{id}", $"/queues/{queue}/messages?limit=1", $"/queues/{queue}/messages/consume" })
            {
                using var shown = await platform.SendAsync(platform.Ada, "GET", path);
                (await shown.Content.ReadAsStringAsync()).ShouldContain($"\"content\":{content},", Case.Sensitive, path);
            }
        }
    }

    [Theory]
    [InlineData("http://a\uffff.example/talk.mp4")]
    [InlineData("http://\u202e.example/talk.mp4")]
    [InlineData("http://xn--a.example/talk.mp4")]
    [InlineData("http://a..example/talk.mp4")]
    [InlineData("http://[::1%25eth0]/talk.mp4")]
    public async Task Addresses_without_a_host_name_are_refused(string url)
    {
        foreach (var body in new[] { JsonSerializer.Serialize(new { kind = "captions", input = new { url } }), JsonSerializer.Serialize(new { kind = "probe", webhook = new { url, secret = "sixteen characters" } }) })
        {
            using var answer = await platform.SendAsync(platform.Ada, "POST", "/api/v1/jobs", body);
            ((int)answer.StatusCode).ShouldBeOneOf(202, 422);
            await platform.OthersAreServedAsync(body);
        }
    }

    [Theory]
    [InlineData("\u00e9 YQ==")]
    [InlineData("a\u007f YQ==")]
    [InlineData("filename //79")]
    [InlineData("filename YQBi")]
    [InlineData("filename 77++")]
    public async Task Upload_metadata_that_cannot_be_returned_is_refused(string metadata)
    {
        using var answer = await platform.SendAsync(platform.Ada, "POST", "/api/v1/uploads", null, [("Tus-Resumable", "1.0.0"), ("Upload-Length", "5"), ("Upload-Metadata", metadata)]);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Problem.ReadAsync(answer)).Errors!.Keys.ShouldBe(["Upload-Metadata"]);
    }

    [Fact]
    public async Task Long_texts_of_silences_are_truncated_in_the_audit_log()
    {
        var body = JsonSerializer.Serialize(new CreateSilenceRequest([new SilenceMatcher("alertname", string.Concat(Enumerable.Repeat("\ud83d\ude00", 300)))], 1, "a" + string.Concat(Enumerable.Repeat("\ud83d\ude00", 200))), GatewayFixture.Snake);
        using var answer = await platform.SendAsync(platform.Operator, "POST", "/api/v1/monitoring/silences", body);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        using var audit = await platform.SendAsync(platform.Operator, "GET", "/api/v1/audit/security?limit=1");
        (await audit.Content.ReadAsStringAsync()).ShouldContain("silence.created");
    }

    [Theory]
    [InlineData("/api/v1/monitoring/labels/a%0a/values", "name")]
    [InlineData("/api/v1/monitoring/query_range?query=up&start=0&end=1&step=NaN", "step")]
    [InlineData("/api/v1/monitoring/query?query=up&time=NaN", "time")]
    [InlineData("/api/v1/monitoring/query?query=up%00", "query")]
    public async Task Invalid_Prometheus_queries_are_refused(string path, string field)
    {
        using var answer = await platform.SendAsync(platform.Operator, "GET", path);
        ((int)answer.StatusCode).ShouldBeOneOf(400, 422);
        (await Problem.ReadAsync(answer)).Errors!.Keys.ShouldBe([field]);
    }

    [Theory]
    [InlineData("/%ff")]
    [InlineData("/openapi/v2.json")]
    [InlineData("/openapi/%ff.json")]
    [InlineData("/docs/%ff")]
    [InlineData("/health?%00")]
    [InlineData("/metrics?x=%ff")]
    [InlineData("/internal/v1/logs?x=%00")]
    [InlineData("/api/v1/kinds?x=%00")]
    public async Task Malformed_addresses_are_refused(string target)
    {
        using var answer = await platform.SendAsync(platform.Anonymous, "GET", target);
        ((int)answer.StatusCode).ShouldBeOneOf(400, 404);
        await Problem.ReadAsync(answer);
    }

    [Theory]
    [InlineData("gzip", 415)]
    [InlineData("identity", 202)]
    public async Task Compressed_bodies_are_refused(string encoding, int status)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/jobs") { Content = new StringContent("""{"kind":"probe"}""", Encoding.UTF8, "application/json") };
        request.Content.Headers.ContentEncoding.Add(encoding);
        using var answer = await platform.Ada.SendAsync(request);
        ((int)answer.StatusCode).ShouldBe(status);
    }

    private async Task RefusedAsync(string method, string target, string? body, string field)
    {
        using var answer = await platform.SendAsync(platform.Ada, method, target, body);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var problem = await Problem.ReadAsync(answer);
        problem.Code.ShouldBe("malformed");
        problem.Errors!.Keys.ShouldBe([field]);
        await platform.OthersAreServedAsync(target);
        platform.GatewayServices.GetRequiredService<LastFault>().Last.ShouldBeNull();
    }
}
