using System.Net;
using System.Text.Json;
using Platform.Testkit.Hosting;
using Shouldly;
using Xunit;

namespace Platform.Observability.Defaults;

/// <summary>The forms of /metrics that document 003 asks for, beside what Prometheus negotiates.</summary>
[Collection(ServicesInTurn.Name)]
public sealed class MetricsFormTests : IAsyncLifetime
{
    private LocalWebApp _service = null!;

    public async Task InitializeAsync() => _service = await DefaultService.StartAsync();

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Theory]
    [InlineData("", null, "text/plain")]
    [InlineData("?format=prometheus", "application/json", "text/plain")]
    [InlineData("?format=openmetrics", null, "application/openmetrics-text")]
    [InlineData("?format=json", "text/plain", "application/json")]
    [InlineData("", "application/json", "application/json")]
    [InlineData("", "application/json;q=0.5, text/plain", "text/plain")]
    [InlineData("", "application/json;q=0, */*", "text/plain")]
    [InlineData("", "application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.4,*/*;q=0.1", "application/openmetrics-text")]
    public async Task The_format_follows_the_request(string query, string? accept, string mediaType)
    {
        using var answer = await GetAsync("/metrics" + query, accept);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe(mediaType);
    }

    [Fact]
    public async Task An_unknown_format_is_refused_by_name()
    {
        using var answer = await GetAsync("/metrics?format=xml", null);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("\"format\"");
    }

    [Fact]
    public async Task JSON_and_text_contain_the_same_samples()
    {
        (await _service.Client.GetAsync("/items/17")).Dispose();
        (await _service.Client.GetAsync("/items/18")).Dispose();
        (await _service.Client.GetAsync("/nowhere")).Dispose();
        await Testkit.Waiting.Eventually.PassesAsync(async () =>
        {
            using var answer = await GetAsync("/metrics?format=json", null);
            using var json = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync());
            var counters = json.RootElement.GetProperty("counters");
            counters.GetProperty("http_requests_total").GetDouble().ShouldBe(3);
            counters.GetProperty("http_requests_total{endpoint=\"/items/{id:int}\",method=\"GET\",status=\"200\"}").GetDouble().ShouldBe(2);
            counters.GetProperty("http.requests.total").GetDouble().ShouldBe(3);
            counters.GetProperty("http.requests.404").GetDouble().ShouldBe(1);
            var gauges = json.RootElement.GetProperty("gauges");
            gauges.GetProperty("memory.usage.bytes").GetDouble().ShouldBeGreaterThan(1e6);
            gauges.GetProperty("active.connections").GetDouble().ShouldBeGreaterThan(0);
            gauges.GetProperty("circuit_breaker_state{dependency=\"storage\"}").GetDouble().ShouldBe(0);
            var durations = json.RootElement.GetProperty("histograms").GetProperty("request.duration.ms");
            durations.GetProperty("count").GetDouble().ShouldBe(3);
            durations.GetProperty("avg").GetDouble().ShouldBe(durations.GetProperty("sum").GetDouble() / 3, 1e-9);
            durations.GetProperty("buckets").GetProperty("5000").GetDouble().ShouldBe(3);
        });
    }

    [Fact]
    public async Task Sizes_of_requests_and_answers_are_measured()
    {
        (await _service.Client.GetAsync("/items/17")).Dispose();
        await Testkit.Waiting.Eventually.PassesAsync(async () =>
        {
            using var answer = await GetAsync("/metrics?format=json", null);
            using var json = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync());
            var histograms = json.RootElement.GetProperty("histograms");
            histograms.GetProperty("request_size_bytes").GetProperty("sum").GetDouble().ShouldBe(0);

            // The answer is the number alone.
            histograms.GetProperty("response_size_bytes").GetProperty("sum").GetDouble().ShouldBe(2);
        });
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("X-Original-For", "127.0.0.1:4711")]
    [InlineData("Forwarded", "for=203.0.113.7")]
    public async Task Metrics_are_not_served_through_a_proxy(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.Add(header, value);
        using var answer = await _service.Client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_HEAD_request_has_no_body()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "/metrics?format=json");
        using var answer = await _service.Client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string? accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        return await _service.Client.SendAsync(request);
    }
}
