using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts.PublicApi;
using Platform.Integration.ApiGateway;
using Platform.Testkit.Hosting;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.Broker;

/// <summary>The public API of queues and messages, under both of its paths.</summary>
[Collection(BrokerApiCollection.Name)]
public sealed class ApiTests(BrokerApi api)
{
    [Fact]
    public async Task Only_operators_see_the_owner_of_a_queue()
    {
        var queue = api.NewName("owned");
        (await SendAsync(api.Alice.Http, "POST", "/queues", $$"""{"name":"{{queue}}"}""")).Dispose();
        (await JsonAsync(await api.Operator.Http.GetAsync($"/queues/{queue}"))).GetProperty("owner_email").GetString().ShouldBe(api.Alice.Email);
        (await JsonAsync(await api.Alice.Http.GetAsync($"/queues/{queue}"))).TryGetProperty("owner_email", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_duplicate_of_a_dead_letter_is_answered_with_the_status_failed()
    {
        const string message = """{"content":1,"deduplication_id":"once"}""";
        var queue = await NewQueueAsync(api.Alice.Http);
        using var published = await SendAsync(api.Alice.Http, "POST", $"/queues/{queue}/messages", message);
        var id = (await JsonAsync(published)).GetProperty("id").GetInt64();
        var taken = (await ConsumeAsync(api.Alice.Http, queue)).Single();
        using var nack = await SendAsync(api.Alice.Http, "POST", $"/messages/{id}/nack", $$"""{"receipt":"{{taken.Receipt}}","requeue":false}""");
        nack.StatusCode.ShouldBe(HttpStatusCode.OK);

        using var again = await SendAsync(api.Alice.Http, "POST", $"/queues/{queue}/messages", message);
        again.StatusCode.ShouldBe(HttpStatusCode.Created);
        var answer = await JsonAsync(again);
        (answer.GetProperty("id").GetInt64(), answer.GetProperty("status").GetString(), answer.GetProperty("duplicate").GetBoolean()).ShouldBe((id, "failed", true));
        using var several = await SendAsync(api.Alice.Http, "POST", $"/queues/{queue}/messages", """{"messages":[{"content":2},{"content":1,"deduplication_id":"once"}]}""");
        (await JsonAsync(several)).GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("status").GetString()).ShouldBe(["pending", "failed"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/api/v1")]
    public async Task A_queue_is_created_read_listed_and_deleted(string at)
    {
        var queue = api.NewName("orders");
        using var created = await SendAsync(api.Alice.Http, "POST", at + "/queues", $$"""{"name":"{{queue}}"}""");
        created.StatusCode.ShouldBe(HttpStatusCode.Created, await created.Content.ReadAsStringAsync());
        created.Headers.Location!.ToString().ShouldBe($"{at}/queues/{queue}");

        var seen = await JsonAsync(await api.Alice.Http.GetAsync($"{at}/queues/{queue}"));
        seen.GetProperty("name").GetString().ShouldBe(queue);
        seen.GetProperty("id").GetInt32().ShouldBePositive();
        seen.TryGetProperty("created_at", out _).ShouldBeTrue();
        seen.TryGetProperty("updated_at", out _).ShouldBeTrue();
        (await JsonAsync(await api.Alice.Http.GetAsync(at + "/queues"))).EnumerateArray().Select(q => q.GetProperty("name").GetString()).ShouldContain(queue);

        // Together with its messages.
        await PublishThreeAsync(at, queue);
        (await api.Alice.Http.DeleteAsync($"{at}/queues/{queue}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await api.Alice.Http.GetAsync($"{at}/queues/{queue}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/api/v1")]
    public async Task Messages_are_published_singly_or_in_batches_and_counted(string at)
    {
        var queue = await NewQueueAsync(api.Alice.Http);
        using var published = await SendAsync(api.Alice.Http, "POST", $"{at}/queues/{queue}/messages", """{"content":{"order":17},"headers":{"source":"shop"}}""");
        published.StatusCode.ShouldBe(HttpStatusCode.Created);
        var one = await JsonAsync(published);
        one.GetProperty("id").ValueKind.ShouldBe(JsonValueKind.Number);
        one.GetProperty("status").GetString().ShouldBe("pending");
        using var several = await SendAsync(api.Alice.Http, "POST", $"{at}/queues/{queue}/messages", """{"messages":[{"content":"a text"},{"content":"AQID","content_type":"application/octet-stream"}]}""");
        (await JsonAsync(several)).GetProperty("messages").GetArrayLength().ShouldBe(2);
        (await JsonAsync(await api.Alice.Http.GetAsync($"{at}/queues/{queue}"))).GetProperty("message_count").GetInt64().ShouldBe(3);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/api/v1")]
    public async Task Messages_are_delivered_once_in_order_with_their_types_and_headers(string at)
    {
        var queue = await NewQueueAsync(api.Alice.Http);
        await PublishThreeAsync(at, queue);
        using var consumed = await api.Alice.Http.GetAsync($"{at}/queues/{queue}/messages/consume?batch_size=3");
        consumed.StatusCode.ShouldBe(HttpStatusCode.OK);
        consumed.Headers.Contains("X-Process-Time").ShouldBeTrue();
        var messages = (await consumed.Content.ReadFromJsonAsync<ConsumedMessages>(GatewayFixture.Snake))!.Messages;
        messages.Select(m => m.Content.GetRawText()).ShouldBe(["""{"order":17}""", "\"a text\"", "\"AQID\""]);
        messages.Select(m => m.ContentType).ShouldBe(["application/json", "text/plain", "application/octet-stream"]);
        messages[0].Headers!["source"].ShouldBe("shop");
        (await api.Alice.Http.GetAsync($"{at}/queues/{queue}/messages/consume")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/api/v1")]
    public async Task Deliveries_are_acknowledged_released_and_extended(string at)
    {
        var queue = await NewQueueAsync(api.Alice.Http);
        await PublishThreeAsync(at, queue);
        var messages = await ConsumeAsync(api.Alice.Http, queue, "?batch_size=3");

        // Without a body, like the clients of the requirements document; with a receipt, like our client; and in a batch.
        (await api.Alice.Http.PostAsync($"{at}/messages/{messages[0].Id}/ack", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var nack = await SendAsync(api.Alice.Http, "POST", $"{at}/messages/{messages[1].Id}/nack", $$"""{"receipt":"{{messages[1].Receipt}}","requeue":false,"reason":"no good"}""");
        (await JsonAsync(nack)).GetProperty("status").GetString().ShouldBe("failed");
        using var extended = await SendAsync(api.Alice.Http, "POST", $"{at}/messages/{messages[2].Id}/extend", $$"""{"receipt":"{{messages[2].Receipt}}","visibility_timeout_seconds":900}""");
        (await JsonAsync(extended)).GetProperty("visible_at").GetDateTimeOffset().ShouldBeGreaterThan(TimeProvider.System.GetUtcNow().AddSeconds(600));
        using var many = await SendAsync(api.Alice.Http, "POST", at + "/messages/ack", $$"""{"messages":[{"id":{{messages[2].Id}},"receipt":"{{messages[2].Receipt}}"},{"id":{{messages[1].Id}},"receipt":"{{messages[1].Receipt}}"},{"id":999999999}]}""");
        (await JsonAsync(many)).GetProperty("results").GetRawText().ShouldBe(
            $$"""[{"id":{{messages[2].Id}},"status":200},{"id":{{messages[1].Id}},"status":409,"code":"already_failed"},{"id":999999999,"status":404,"code":"not_found"}]""");
        (await JsonAsync(await api.Alice.Http.GetAsync($"{at}/messages/{messages[0].Id}"))).GetProperty("status").GetString().ShouldBe("processed");
    }

    [Theory]
    [InlineData("")]
    [InlineData("/api/v1")]
    public async Task Dead_letters_are_found_by_reason_and_replayed(string at)
    {
        var queue = await NewQueueAsync(api.Alice.Http);
        await PublishThreeAsync(at, queue);
        var messages = await ConsumeAsync(api.Alice.Http, queue, "?batch_size=3");
        foreach (var (message, how, body) in ((int, string, string?)[])[(0, "ack", null), (1, "nack", """{"requeue":false,"reason":"no good"}"""), (2, "ack", null)])
        {
            using var ended = await SendAsync(api.Alice.Http, "POST", $"{at}/messages/{messages[message].Id}/{how}?receipt={messages[message].Receipt}", body);
            ended.StatusCode.ShouldBe(HttpStatusCode.OK, await ended.Content.ReadAsStringAsync());
        }

        var dead = await JsonAsync(await api.Alice.Http.GetAsync($"{at}/queues/{queue}/dead-letters?reason=no%20good"));
        dead.GetProperty("items").EnumerateArray().Single().GetProperty("id").GetInt64().ShouldBe(messages[1].Id);
        using var replayed = await SendAsync(api.Alice.Http, "POST", $"{at}/queues/{queue}/dead-letters/replay", """{"all":true}""");
        (await JsonAsync(replayed)).GetProperty("affected").GetInt64().ShouldBe(1);
        var pending = await JsonAsync(await api.Alice.Http.GetAsync($"{at}/queues/{queue}/messages?status=pending"));
        pending.GetProperty("items").EnumerateArray().Single().GetProperty("id").GetInt64().ShouldBe(messages[1].Id);
    }

    /// <summary>Method, path, body, status and code; {q} is a queue of Alice's, {open} one that Bob may only read, {id} a message in it.</summary>
    public static TheoryData<string, string, string?, int, string> Refusals => new()
    {
        { "GET", "/queues/unknown-queue", null, 404, "not_found" },
        { "GET", "/queues/{q}", null, 404, "not_found" },
        { "GET", "/queues/no%20such%20name", null, 404, "not_found" },
        { "POST", "/queues", """{"name":"bad name"}""", 422, "validation" },
        { "POST", "/queues", """{"name":""}""", 422, "validation" },
        { "POST", "/queues", """{"name":"{q}"}""", 409, "queue_exists" },
        { "POST", "/queues", """{"name":"x","max_deliveries":0}""", 422, "validation" },
        { "POST", "/queues", """{"name":"x","max_deliveries":"two"}""", 400, "malformed" },
        { "POST", "/queues", """{"nam":"x"}""", 400, "malformed" },
        { "POST", "/queues", "[]", 400, "malformed" },
        { "PATCH", "/queues/{open}", """{"max_deliveries":3}""", 403, "forbidden" },
        { "DELETE", "/queues/{open}", null, 403, "forbidden" },
        { "DELETE", "/queues/{q}", null, 404, "not_found" },
        { "POST", "/queues/{open}/purge", null, 403, "forbidden" },
        { "PUT", "/queues/{open}/rights/00000000-0000-0000-0000-000000000001", """{"rights":["read"]}""", 403, "forbidden" },
        { "POST", "/queues/{open}/dead-letters/replay", """{"all":true}""", 403, "forbidden" },
        { "POST", "/queues/{mine}/dead-letters/replay", "{}", 422, "validation" },
        { "POST", "/queues/{mine}/dead-letters/replay", """{"all":true,"ids":[1]}""", 422, "validation" },
        { "POST", "/queues/{mine}/dead-letters/purge", """{"filter":{}}""", 422, "validation" },
        { "PUT", "/queues/{mine}/rights/nobody@example.com", """{"rights":["read"]}""", 404, "not_found" },
        { "PUT", "/queues/{mine}/rights/nobody@example.com", """{"rights":["manage"]}""", 422, "validation" },
        { "PUT", "/queues/{mine}/rights/nobody@example.com", """{"rights":["steal"]}""", 400, "malformed" },
        { "PUT", "/queues/{mine}/rights/nobody@example.com", """{"rights":[1]}""", 400, "malformed" },
        { "PUT", "/queues/{mine}/rights/nobody@example.com", """{"rights":["1"]}""", 400, "malformed" },
        { "POST", "/queues/unknown-queue/messages", """{"content":1}""", 404, "not_found" },
        { "POST", "/queues/{q}/messages", """{"content":1}""", 404, "not_found" },
        { "POST", "/queues/{open}/messages", """{"content":1}""", 403, "forbidden" },
        { "POST", "/queues/{mine}/messages", "{}", 400, "malformed" },
        { "POST", "/queues/{mine}/messages", "nonsense", 400, "malformed" },
        { "POST", "/queues/{mine}/messages", """{"content":1} x""", 400, "malformed" },
        { "POST", "/queues/{mine}/messages", """{"content":1,"content":2}""", 400, "malformed" },
        { "POST", "/queues/{mine}/messages", """{"content":1,"colour":"red"}""", 400, "malformed" },
        { "POST", "/queues/{mine}/messages", """{"content":"\ud800"}""", 400, "malformed" },
        { "POST", "/queues/{mine}/messages", """{"content":1,"priority":10}""", 422, "validation" },
        { "POST", "/queues/{mine}/messages", """{"content":1,"priority":"high"}""", 400, "malformed" },
        { "POST", "/queues/{mine}/messages", """{"content":1,"delay_seconds":-1}""", 422, "validation" },
        { "POST", "/queues/{mine}/messages", """{"content":1,"ttl_seconds":0}""", 422, "validation" },
        { "POST", "/queues/{mine}/messages", """{"content":1,"group":""}""", 422, "validation" },
        { "POST", "/queues/{mine}/messages", """{"content":1,"group":"\u0000"}""", 400, "malformed" },
        { "POST", "/queues/{mine}/messages", """{"content":1,"deduplication_id":7}""", 400, "malformed" },
        { "POST", "/queues/{mine}/messages", """{"content":1,"content_type":"image/png"}""", 422, "validation" },
        { "POST", "/queues/{mine}/messages", """{"content":1,"content_type":"text/plain"}""", 422, "validation" },
        { "POST", "/queues/{mine}/messages", """{"content":"%%","content_type":"application/octet-stream"}""", 422, "validation" },
        { "POST", "/queues/{mine}/messages", """{"content":1,"headers":{"a":1}}""", 400, "malformed" },
        { "POST", "/queues/{mine}/messages", """{"messages":[]}""", 422, "validation" },
        { "POST", "/queues/{mine}/messages", """{"messages":[1]}""", 400, "malformed" },
        { "POST", "/queues/{mine}/messages", """{"messages":[{"content":1}],"content":2}""", 400, "malformed" },
        { "POST", "/queues/{mine}/messages", """{"messages":[{"content":1},{"content":2,"priority":99}]}""", 422, "validation" },
        { "POST", "/queues/{small}/messages", """{"content":"more than ten bytes"}""", 413, "too_large" },
        { "POST", "/queues/{small}/messages", """{"messages":[{"content":1},{"content":"more than ten bytes"}]}""", 413, "too_large" },
        { "POST", "/queues/{small}/messages", """{"messages":[{"content":1},{"content":2},{"content":3}]}""", 429, "queue_full" },
        { "GET", "/queues/{q}/messages/consume", null, 404, "not_found" },
        { "GET", "/queues/{open}/messages/consume", null, 403, "forbidden" },
        { "GET", "/queues/{mine}/messages/consume?batch_size=0", null, 422, "validation" },
        { "GET", "/queues/{mine}/messages/consume?wait_seconds=31", null, 422, "validation" },
        { "GET", "/queues/{mine}/messages/consume?visibility_timeout_seconds=x", null, 422, "validation" },
        { "GET", "/queues/{q}/messages", null, 404, "not_found" },
        { "GET", "/queues/{mine}/messages?status=lost", null, 422, "validation" },
        { "GET", "/messages/999999999", null, 404, "not_found" },
        { "GET", "/messages/one", null, 404, "not_found" },
        { "POST", "/messages/one/ack", null, 404, "not_found" },
        { "POST", "/messages/999999999/ack", null, 404, "not_found" },
        { "POST", "/messages/{id}/ack", null, 403, "forbidden" },
        { "POST", "/messages/{hidden}/ack", null, 404, "not_found" },
        { "GET", "/messages/{hidden}", null, 404, "not_found" },
        { "POST", "/messages/{id}/ack?receipt=nonsense", null, 409, "stale_receipt" },
        { "POST", "/messages/{id}/nack", """{"delay_seconds":-1}""", 422, "validation" },
        { "POST", "/messages/{id}/nack", """{"requeue":"maybe"}""", 400, "malformed" },
        { "POST", "/messages/{id}/extend", """{"visibility_timeout_seconds":0}""", 422, "validation" },
        { "POST", "/messages/{id}/extend", """{}""", 400, "malformed" },
        { "POST", "/messages/ack", """{"messages":[]}""", 422, "validation" },
        { "POST", "/messages/ack", """{"messages":[null]}""", 400, "malformed" },
        { "POST", "/messages/ack", """{"messages":[{"id":"one"}]}""", 400, "malformed" },
        { "POST", "/messages/nack", """{"messages":[{"id":1}],"delay_seconds":43201}""", 422, "validation" },
        { "GET", "/queues?limit=0", null, 422, "validation" },
        { "GET", "/queues?limit=many", null, 422, "validation" },
        { "POST", "/queues", $$"""{"name":"{{new string('x', 81)}}"}""", 422, "validation" },
        { "POST", "/queues", """{"name":"-x"}""", 422, "validation" },
        { "POST", "/queues", """{"name":"x","description":"\u0000"}""", 400, "malformed" },
        { "POST", "/queues", """{"name":"x","visibility_timeout_seconds":43201}""", 422, "validation" },
        { "POST", "/queues", null, 415, "unsupported_media_type" },
        { "PATCH", "/queues/{mine}", """{"name":"other"}""", 400, "malformed" },
        { "PATCH", "/queues/{mine}", """{"ttl_seconds":-1}""", 422, "validation" },
        { "PATCH", "/queues/{q}", """{"max_deliveries":3}""", 404, "not_found" },
        { "POST", "/queues/{open}/pause", null, 403, "forbidden" },
        { "POST", "/queues/{q}/resume", null, 404, "not_found" },
        { "POST", "/queues/{q}/purge", null, 404, "not_found" },
        { "GET", "/queues/{open}/rights", null, 403, "forbidden" },
        { "DELETE", "/queues/{mine}/rights/nobody@example.com", null, 404, "not_found" },
        { "PUT", "/queues/{mine}/rights/nobody@example.com", """{"rights":[]}""", 422, "validation" },
        { "POST", "/queues/{mine}/messages", null, 415, "unsupported_media_type" },
        { "POST", "/queues/{mine}/messages", "", 400, "malformed" },
        { "POST", "/queues/{mine}/messages", """{"content":1,"delay_seconds":604801}""", 422, "validation" },
        { "POST", "/queues/{mine}/messages", """{"content":1,"ttl_seconds":2592001}""", 422, "validation" },
        { "POST", "/queues/{mine}/messages", """{"content":1,"priority":1.5}""", 400, "malformed" },
        { "POST", "/queues/{mine}/messages", $$"""{"content":1,"group":"{{new string('g', 129)}}"}""", 422, "validation" },
        { "POST", "/queues/{mine}/messages", """{"content":1,"deduplication_id":""}""", 422, "validation" },
        { "POST", "/queues/{mine}/messages", "{\"content\":1,\"headers\":{\"a\":\"" + new string('v', 1001) + "\"}}", 422, "validation" },
        { "POST", "/queues/{mine}/messages", "{\"messages\":[" + string.Join(',', Enumerable.Repeat("{\"content\":1}", 1001)) + "]}", 422, "validation" },
        { "GET", "/queues/unknown-queue/messages/consume", null, 404, "not_found" },
        { "GET", "/queues/{mine}/messages/consume?batch_size=1001", null, 422, "validation" },
        { "GET", "/queues/{mine}/messages/consume?visibility_timeout_seconds=43201", null, 422, "validation" },
        { "GET", "/queues/{mine}/messages?limit=201", null, 422, "validation" },
        { "GET", "/queues/{mine}/messages?cursor=first", null, 422, "validation" },
        { "GET", "/queues/{q}/dead-letters", null, 404, "not_found" },
        { "GET", "/queues/{mine}/dead-letters?failed_after=yesterday", null, 400, "malformed" },
        { "POST", "/queues/{q}/dead-letters/purge", """{"all":true}""", 404, "not_found" },
        { "POST", "/queues/{mine}/dead-letters/replay", """{"ids":[]}""", 422, "validation" },
        { "POST", "/messages/{id}/nack", null, 403, "forbidden" },
        { "POST", "/messages/{hidden}/nack", null, 404, "not_found" },
        { "POST", "/messages/{id}/extend", """{"visibility_timeout_seconds":60}""", 403, "forbidden" },
        { "POST", "/messages/{hidden}/extend", """{"visibility_timeout_seconds":60}""", 404, "not_found" },
        { "POST", "/messages/99999999999999999999/ack", null, 404, "not_found" },
        { "POST", "/messages/{id}/nack", $$"""{"reason":"{{new string('r', 501)}}"}""", 422, "validation" },
        { "DELETE", "/messages/{id}", null, 405, "method_not_allowed" },
        { "PUT", "/queues/{mine}", "{}", 405, "method_not_allowed" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Invalid_or_forbidden_requests_are_refused_with_a_code(string method, string path, string? body, int status, string code)
    {
        var s = await SceneAsync();
        string Fill(string text) => new (string Name, string Value)[] { ("{q}", s.Hidden), ("{open}", s.Open), ("{mine}", s.Mine), ("{small}", s.Small), ("{id}", s.Id), ("{hidden}", s.HiddenId) }
            .Aggregate(text, (filled, pair) => filled.Replace(pair.Name, pair.Value, StringComparison.Ordinal));
        foreach (var at in (string[])["", "/api/v1"])
        {
            using var answer = await SendAsync(api.Bob.Http, method, at + Fill(path), body is null ? null : Fill(body));
            var text = await answer.Content.ReadAsStringAsync();
            ((int)answer.StatusCode).ShouldBe(status, text);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            var problem = JsonElement.Parse(text);
            problem.GetProperty("code").GetString().ShouldBe(code);
            problem.GetProperty("type").GetString().ShouldBe("urn:platform:problem:" + code);
        }

        (await api.Bob.Http.GetFromJsonAsync<QueueResponse>("/queues/" + s.Mine, GatewayFixture.Snake))!.MessageCount.ShouldBe(0);
    }

    [Fact]
    public async Task Requests_without_credentials_are_refused()
    {
        var queue = await NewQueueAsync(api.Alice.Http);
        foreach (var path in (string[])["/queues", "/stats", $"/queues/{queue}/messages/consume"])
        {
            (await api.Anonymous.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, path);
        }
    }

    [Fact]
    public async Task An_API_key_is_limited_to_its_scopes()
    {
        var queue = await NewQueueAsync(api.Alice.Http);
        using var publisher = await api.WithKeyAsync(api.Alice, "queues:publish");
        (await PublishAsync(publisher, queue, "1")).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await publisher.GetAsync($"/queues/{queue}/messages/consume")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await publisher.GetAsync($"/queues/{queue}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_shared_right_is_valid_until_the_owner_removes_it()
    {
        var queue = await NewQueueAsync(api.Alice.Http);
        (await PublishAsync(api.Alice.Http, queue, "1")).StatusCode.ShouldBe(HttpStatusCode.Created);

        // Shares one right by e-mail address; removing it takes effect at once.
        using var shared = await SendAsync(api.Alice.Http, "PUT", $"/queues/{queue}/rights/{api.Bob.Email}", """{"rights":["consume"]}""");
        shared.StatusCode.ShouldBe(HttpStatusCode.OK, await shared.Content.ReadAsStringAsync());
        (await PublishAsync(api.Bob.Http, queue, "2")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var taken = await ConsumeAsync(api.Bob.Http, queue);
        (await api.Bob.Http.PostAsync($"/messages/{taken.Single().Id}/ack?receipt={taken[0].Receipt}", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await api.Bob.Http.GetAsync($"/messages/{taken[0].Id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await api.Alice.Http.DeleteAsync($"/queues/{queue}/rights/{api.Bob.Id}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await api.Bob.Http.GetAsync($"/queues/{queue}/messages/consume")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_acknowledgement_needs_the_receipt_of_the_current_delivery()
    {
        var queue = await NewQueueAsync(api.Alice.Http);
        await PublishAsync(api.Alice.Http, queue, "1");
        var first = (await ConsumeAsync(api.Alice.Http, queue, "?visibility_timeout_seconds=1")).Single();
        var second = (await Eventually.GetAsync(async () => await ConsumeAsync(api.Alice.Http, queue, "?wait_seconds=5") is { Count: > 0 } some ? some : null)).Single();
        second.DeliveryCount.ShouldBe(2);
        await RefusedAsync(await api.Alice.Http.PostAsync($"/messages/{first.Id}/ack?receipt={first.Receipt}", null), 409, "stale_receipt");
        (await api.Alice.Http.PostAsync($"/messages/{first.Id}/ack?receipt={second.Receipt}", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await RefusedAsync(await api.Alice.Http.PostAsync($"/messages/{first.Id}/ack?receipt={second.Receipt}", null), 409, "already_processed");
    }

    [Fact]
    public async Task A_settled_message_cannot_be_settled_again()
    {
        var queue = await NewQueueAsync(api.Alice.Http);
        (await SendAsync(api.Alice.Http, "POST", $"/queues/{queue}/messages", """{"messages":[{"content":1},{"content":2},{"content":3}]}""")).StatusCode.ShouldBe(HttpStatusCode.Created);
        var taken = await ConsumeAsync(api.Alice.Http, queue, "?batch_size=3");
        (await EndAsync(0, "nack", """{"requeue":false}""")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await EndAsync(1, "nack", """{"delay_seconds":600}""")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await EndAsync(2, "ack", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var (message, code) in ((int, string)[])[(0, "already_failed"), (1, "stale_receipt"), (2, "already_processed")])
        {
            await RefusedAsync(await EndAsync(message, "ack", null), 409, code);
            await RefusedAsync(await EndAsync(message, "nack", null), 409, code);
            await RefusedAsync(await EndAsync(message, "extend", """{"visibility_timeout_seconds":60}"""), 409, code);
        }

        Task<HttpResponseMessage> EndAsync(int which, string how, string? body) =>
            SendAsync(api.Alice.Http, "POST", $"/messages/{taken[which].Id}/{how}?receipt={taken[which].Receipt}", body);
    }

    [Fact]
    public async Task Bodies_that_are_too_large_or_not_JSON_are_refused()
    {
        var queue = await NewQueueAsync(api.Alice.Http);

        // The body is not sent until the answer to the head has arrived.
        using var large = new HttpRequestMessage(HttpMethod.Post, $"/queues/{queue}/messages");
        large.Headers.ExpectContinue = true;
        large.Content = new StringContent($$"""{"content":"{{new string('x', 9_000_000)}}"}""", Encoding.UTF8, "application/json");
        using var patient = ExpectContinue.Client(api.Alice.Http);
        await RefusedAsync(await patient.SendAsync(large), 413, "too_large");
        using var form = new StringContent("content=1", Encoding.UTF8, "application/x-www-form-urlencoded");
        await RefusedAsync(await api.Alice.Http.PostAsync($"/queues/{queue}/messages", form), 415, "unsupported_media_type");
        (await JsonAsync(await api.Alice.Http.GetAsync("/queues/" + queue))).GetProperty("message_count").GetInt64().ShouldBe(0);
    }

    [Fact]
    public async Task The_queues_of_a_user_are_limited_even_with_concurrent_requests()
    {
        var user = await api.SignUpAsync();
        var names = Enumerable.Range(0, 105).Select(_ => api.NewName("quota")).ToList();

        // Concurrent, but few enough that the last ones do not exceed the request timeout.
        var answers = new HttpResponseMessage[names.Count];
        await Parallel.ForEachAsync(Enumerable.Range(0, names.Count), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
            answers[i] = await SendAsync(user.Http, "POST", "/queues", $$"""{"name":"{{names[i]}}"}"""));
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(100);
        foreach (var refused in answers.Where(answer => answer.StatusCode != HttpStatusCode.Created))
        {
            refused.Headers.RetryAfter.ShouldBeNull();
            await RefusedAsync(refused, 429, "quota_exceeded");
        }

        // After deleting one, another can be created.
        var made = answers.Select((answer, i) => (answer.StatusCode, Name: names[i])).First(a => a.StatusCode == HttpStatusCode.Created).Name;
        (await user.Http.DeleteAsync("/queues/" + made)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await NewQueueAsync(user.Http);

        // Pages of the list, each after the last name of the previous one.
        var seen = new List<string>();
        var next = "/queues?limit=40";
        while (next is not null)
        {
            using var page = await user.Http.GetAsync(next);
            seen.AddRange((await page.Content.ReadFromJsonAsync<List<QueueResponse>>(GatewayFixture.Snake))!.Select(queue => queue.Name));
            next = page.Headers.TryGetValues("Link", out var links) ? links.Single().Split('<', '>')[1] : null;
        }

        seen.Count.ShouldBe(100);
        seen.ShouldBe(seen.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_waiting_consumer_gets_a_message_published_through_another_gateway()
    {
        var queue = await NewQueueAsync(api.Alice.Http);
        await using var other = api.NewGateway();
        using var elsewhere = BrokerApi.At(other, api.Alice);
        var waiting = Enumerable.Range(0, 5).Select(_ => ConsumeAsync(api.Alice.Http, queue, "?wait_seconds=30")).ToList();
        for (var i = 0; i < 5; i++)
        {
            var clock = Stopwatch.StartNew();
            (await PublishAsync(elsewhere, queue, "1")).StatusCode.ShouldBe(HttpStatusCode.Created);
            var first = await Task.WhenAny(waiting);
            (await first).Count.ShouldBe(1);
            waiting.Remove(first);
            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(25));
        }

        // A message delivered to a client that has disconnected becomes visible again after its timeout.
        var brief = await NewQueueAsync(api.Alice.Http, ""","visibility_timeout_seconds":3""");
        using (var gone = new CancellationTokenSource())
        {
            var left = api.Alice.Http.GetAsync($"/queues/{brief}/messages/consume?wait_seconds=30", gone.Token);
            await Task.Yield();
            await gone.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(left);
        }

        await PublishAsync(api.Alice.Http, brief, "2");
        (await Eventually.GetAsync(async () => await ConsumeAsync(api.Alice.Http, brief) is { Count: > 0 } some ? some : null)).Single().Content.GetRawText().ShouldBe("2");
    }

    [Fact]
    public async Task Consumers_of_a_paused_queue_wait_until_it_is_resumed()
    {
        var queue = await NewQueueAsync(api.Alice.Http);
        (await api.Alice.Http.PostAsync($"/queues/{queue}/pause", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await PublishAsync(api.Alice.Http, queue, "1");
        (await api.Alice.Http.GetAsync($"/queues/{queue}/messages/consume")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var waiting = ConsumeAsync(api.Alice.Http, queue, "?wait_seconds=20");
        (await api.Alice.Http.PostAsync($"/queues/{queue}/resume", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await waiting).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Statistics_have_every_documented_field_and_match_the_metrics()
    {
        var measured = new Dictionary<string, long>();
        var counted = new ConcurrentDictionary<string, long>();
        using var metrics = Listen(measured, counted);
        var queue = await NewQueueAsync(api.Alice.Http);

        // Once the queue has a label of its own.
        await Eventually.BecomesTrueAsync(() =>
        {
            metrics.RecordObservableInstruments();
            return measured.ContainsKey("broker.queue.depth " + queue);
        });
        for (var i = 0; i < 3; i++)
        {
            await PublishAsync(api.Alice.Http, queue, "1");
        }

        var taken = await ConsumeAsync(api.Alice.Http, queue);
        await api.Alice.Http.PostAsync($"/messages/{taken[0].Id}/ack", null);
        var stats = await JsonAsync(await api.Alice.Http.GetAsync("/stats"));
        foreach (var field in (string[])
            ["start_time", "uptime_seconds", "uptime_human", "requests_total", "requests_by_route", "requests_by_status", "queues_total", "messages_total", "messages_pending",
             "messages_processing", "messages_processed", "messages_failed", "last_error", "last_error_timestamp", "system", "broker_specific"])
        {
            stats.TryGetProperty(field, out _).ShouldBeTrue(field);
        }

        var system = stats.GetProperty("system");
        foreach (var field in (string[])
            ["runtime_version", "platform", "cpu_percent", "memory_total_gb", "memory_available_gb", "memory_used_gb", "memory_percent", "disk_usage", "process_memory_rss_mb",
             "process_memory_vms_mb", "process_memory_mb", "process_cpu_percent", "load_average", "cpu_count_logical", "cpu_count_physical", "open_file_descriptors", "thread_count"])
        {
            system.TryGetProperty(field, out _).ShouldBeTrue(field);
        }

        system.GetProperty("memory_total_gb").GetDouble().ShouldBePositive();
        stats.GetProperty("requests_by_route").GetProperty("/api/v1/queues/{queue_name}/messages").GetProperty("POST").GetInt64().ShouldBeGreaterThanOrEqualTo(3);

        // Other tests run concurrently, so both are read until they match.
        await Eventually.PassesAsync(async () =>
        {
            var now = await JsonAsync(await api.Alice.Http.GetAsync("/stats"));
            metrics.RecordObservableInstruments();
            foreach (var (state, field) in ((string, string)[])[("pending", "messages_pending"), ("processing", "messages_processing"), ("processed", "messages_processed"), ("failed", "messages_failed")])
            {
                measured["broker.messages.in_state " + state].ShouldBe(now.GetProperty(field).GetInt64());
            }

            measured["broker.queues"].ShouldBe(now.GetProperty("queues_total").GetInt64());
            measured["broker.queue.depth " + queue].ShouldBe(2);
            measured["broker.queue.in_flight " + queue].ShouldBe(0);
        });
        counted[queue].ShouldBe(4);
    }

    /// <summary>Listens only to the instruments of this service: services of other tests use the same names in this process.</summary>
    private MeterListener Listen(Dictionary<string, long> measured, ConcurrentDictionary<string, long> counted)
    {
        var factory = api.Services.GetRequiredService<IMeterFactory>();
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name.EndsWith(".Platform.Broker", StringComparison.Ordinal) && ReferenceEquals(instrument.Meter.Scope, factory))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (instrument.Name == "broker.messages")
            {
                counted.AddOrUpdate((string)tags[0].Value!, value, (_, sofar) => sofar + value);
            }
            else if (instrument.IsObservable)
            {
                measured[tags.Length == 0 ? instrument.Name : $"{instrument.Name} {tags[0].Value}"] = value;
            }
        });
        listener.Start();
        return listener;
    }

    private static Task<(string Hidden, string Open, string Mine, string Small, string Id, string HiddenId)>? s_scene;

    private Task<(string Hidden, string Open, string Mine, string Small, string Id, string HiddenId)> SceneAsync()
    {
        lock (api)
        {
            return s_scene ??= MakeAsync();
        }

        async Task<(string, string, string, string, string, string)> MakeAsync()
        {
            var hidden = await NewQueueAsync(api.Alice.Http);
            var open = await NewQueueAsync(api.Alice.Http);
            var mine = await NewQueueAsync(api.Bob.Http);
            var small = await NewQueueAsync(api.Bob.Http, ""","max_message_bytes":10,"max_messages":2""");
            (await SendAsync(api.Alice.Http, "PUT", $"/queues/{open}/rights/{api.Bob.Id}", """{"rights":["read"]}""")).EnsureSuccessStatusCode();
            var id = (await JsonAsync(await PublishAsync(api.Alice.Http, open, "1"))).GetProperty("id").GetInt64().ToString(System.Globalization.CultureInfo.InvariantCulture);
            var hiddenId = (await JsonAsync(await PublishAsync(api.Alice.Http, hidden, "1"))).GetProperty("id").GetInt64().ToString(System.Globalization.CultureInfo.InvariantCulture);
            return (hidden, open, mine, small, id, hiddenId);
        }
    }

    private async Task<string> NewQueueAsync(HttpClient client, string more = "")
    {
        var name = api.NewName();
        using var answer = await SendAsync(client, "POST", "/queues", $$"""{"name":"{{name}}"{{more}}}""");
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return name;
    }

    // A JSON object with a header, a text and bytes.
    private async Task PublishThreeAsync(string at, string queue)
    {
        using var one = await SendAsync(api.Alice.Http, "POST", $"{at}/queues/{queue}/messages", """{"content":{"order":17},"headers":{"source":"shop"}}""");
        one.StatusCode.ShouldBe(HttpStatusCode.Created);
        using var two = await SendAsync(api.Alice.Http, "POST", $"{at}/queues/{queue}/messages", """{"messages":[{"content":"a text"},{"content":"AQID","content_type":"application/octet-stream"}]}""");
        two.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    private static Task<HttpResponseMessage> PublishAsync(HttpClient client, string queue, string content) =>
        SendAsync(client, "POST", $"/queues/{queue}/messages", $$"""{"content":{{content}}}""");

    private static async Task<IReadOnlyList<MessageResponse>> ConsumeAsync(HttpClient client, string queue, string query = "")
    {
        using var answer = await client.GetAsync($"/queues/{queue}/messages/consume{query}");
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        return answer.StatusCode == HttpStatusCode.NoContent ? [] : (await answer.Content.ReadFromJsonAsync<ConsumedMessages>(GatewayFixture.Snake))!.Messages;
    }

    private static async Task RefusedAsync(HttpResponseMessage answer, int status, string code)
    {
        ((int)answer.StatusCode).ShouldBe(status);
        (await JsonAsync(answer)).GetProperty("code").GetString().ShouldBe(code);
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) => JsonElement.Parse(await answer.Content.ReadAsStringAsync());

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string method, string path, string? body)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse("application/json"));
        }

        return await client.SendAsync(request);
    }
}
