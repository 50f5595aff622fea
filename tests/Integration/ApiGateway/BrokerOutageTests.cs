using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway;

/// <summary>The routes of queues while Broker is away; those of jobs go on.</summary>
public sealed class BrokerOutageTests(GatewayFixture gateway) : IClassFixture<GatewayFixture>, IAsyncLifetime
{
    private HttpClient _user = null!;

    public async Task InitializeAsync()
    {
        _user = (await gateway.SignUpAsync()).Client;
        gateway.Broker.IsDown = true;
    }

    public Task DisposeAsync()
    {
        gateway.Broker.IsDown = false;
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("POST", "/queues/orders/messages", """{"content":1}""")]
    [InlineData("POST", "/queues/orders/messages", """{"messages":[{"content":1}]}""")]
    [InlineData("GET", "/queues/orders/messages/consume", null)]
    [InlineData("GET", "/queues/orders/messages/consume?wait_seconds=1", null)]
    [InlineData("POST", "/messages/1/ack", null)]
    [InlineData("POST", "/messages/1/nack", "{}")]
    [InlineData("POST", "/messages/1/extend", """{"visibility_timeout_seconds":9}""")]
    [InlineData("POST", "/messages/ack", """{"messages":[{"id":1}]}""")]
    [InlineData("GET", "/messages/1", null)]
    [InlineData("GET", "/queues", null)]
    [InlineData("POST", "/queues", """{"name":"orders"}""")]
    [InlineData("GET", "/queues/orders", null)]
    [InlineData("POST", "/queues/orders/purge", null)]
    [InlineData("POST", "/queues/orders/dead-letters/replay", """{"all":true}""")]
    [InlineData("GET", "/stats", null)]
    public async Task A_call_during_the_outage_gets_503_with_Retry_After(string method, string path, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse("application/json"));
        }

        using var response = await _user.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter.ShouldNotBeNull();
        (await Problem.ReadAsync(response)).Code.ShouldBe("dependency");
    }

    [Fact]
    public async Task Jobs_are_not_affected()
    {
        using var submitted = await _user.PostAsJsonAsync("/api/v1/jobs", new { kind = "probe" });
        submitted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        using var listed = await _user.GetAsync("/api/v1/jobs");
        listed.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    // GraphQL over HTTP: a request that could be carried out is answered with 200, whatever became of its fields.
    [Theory]
    [InlineData("application/json")]
    [InlineData("application/graphql-response+json")]
    public async Task GraphQL_names_the_fields_that_could_not_be_read_and_the_reason(string media)
    {
        var all = await AskAsync("{ all_queues { name } }", media);
        all.GetProperty("data").ValueKind.ShouldBe(JsonValueKind.Null);
        all.GetProperty("errors")[0].GetProperty("path").GetRawText().ShouldBe("""["all_queues"]""");
        all.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString().ShouldBe("dependency");
        all.GetProperty("errors")[0].GetProperty("message").GetString()!.ShouldContain("does not answer now");

        var part = await AskAsync("{ __typename first: queue_by_name(name: \"a\") { id } message_by_id(id: 1) { id } }", media);
        part.GetProperty("data").GetRawText().ShouldBe("""{"__typename":"Query","first":null,"message_by_id":null}""");
        part.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("path")[0].GetString()).ShouldBe(["first", "message_by_id"], ignoreOrder: true);
        part.GetProperty("errors").EnumerateArray().ShouldAllBe(error => error.GetProperty("extensions").GetProperty("code").GetString() == "dependency");
    }

    private async Task<JsonElement> AskAsync(string query, string media)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(new { query }) };
        request.Headers.Accept.ParseAdd(media);
        using var response = await _user.SendAsync(request);
        (response.StatusCode, response.Content.Headers.ContentType!.MediaType).ShouldBe((HttpStatusCode.OK, media));
        return JsonElement.Parse(await response.Content.ReadAsStringAsync());
    }
}
