using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Platform.Testkit.Servers;
using Platform.Testkit.Files;
using Platform.Testkit.Hosting;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Observability.Defaults;

/// <summary>A real Prometheus scrapes a service.</summary>
[Collection(ServicesInTurn.Name)]
public sealed class PrometheusServerTests : IAsyncLifetime
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<byte[]> _traces = new();
    private LocalWebApp _collector = null!;
    private LocalWebApp _service = null!;
    private Process _prometheus = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _collector = await LocalWebApp.StartAsync(app => app.MapPost("/v1/{signal}", async (string signal, HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            if (signal == "traces")
            {
                _traces.Enqueue(body.ToArray());
            }

            return Results.Bytes([], "application/x-protobuf");
        }));
        _service = await DefaultService.StartAsync(new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _collector.Address.ToString(), ["OTEL_BSP_SCHEDULE_DELAY"] = "100" });
        var port = FreePorts.Next();
        await File.WriteAllTextAsync(
            Path.Combine(_folder.Path, "prometheus.yml"),
            $$"""
            global: { scrape_interval: 1s, scrape_timeout: 1s }
            scrape_configs:
              - job_name: tested
                honor_labels: true
                static_configs: [{ targets: ["{{_service.Address.Authority}}"], labels: { service: tested } }]
            """);
        _prometheus = Process.Start(new ProcessStartInfo(
            "prometheus",
            [
                "--config.file=" + Path.Combine(_folder.Path, "prometheus.yml"),
                "--storage.tsdb.path=" + Path.Combine(_folder.Path, "data"),
                $"--web.listen-address=127.0.0.1:{port}",
                "--enable-feature=exemplar-storage",
                "--log.level=error",
            ]))!;
        _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    }

    public async Task DisposeAsync()
    {
        _prometheus.Kill();
        await _prometheus.WaitForExitAsync();
        _prometheus.Dispose();
        _client.Dispose();
        await _service.DisposeAsync();
        await _collector.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Prometheus_finds_the_trace_of_an_exemplar_and_uses_OpenMetrics_family_names()
    {
        for (var i = 0; i < 3; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/items/1");
            request.Headers.Add("traceparent", $"00-{TraceId}-00f067aa0ba902b7-01");
            (await _service.Client.SendAsync(request)).Dispose();
        }

        await Eventually.PassesAsync(async () => (await QueryAsync("up")).Single().Value.ShouldBe("1"), TimeSpan.FromSeconds(60));
        await Eventually.PassesAsync(
            async () => (await QueryAsync("sum(http_requests_total{endpoint=\"/items/{id:int}\",service=\"tested\"})")).Single().Value.ShouldBe("3"),
            TimeSpan.FromSeconds(60));
        await Eventually.PassesAsync(
            async () => (await QueryAsync("circuit_breaker_state")).Select(result => result.Labels["dependency"]).ShouldContain("postgres"),
            TimeSpan.FromSeconds(60));
        (await QueryAsync("{__name__=~\".+\",exported_service!=\"\"}")).ShouldBeEmpty();

        using var exemplars = await GetAsync("/api/v1/query_exemplars?query=http_request_duration_seconds_bucket&start=0&end=9999999999");
        exemplars.RootElement.GetProperty("data").EnumerateArray()
            .SelectMany(series => series.GetProperty("exemplars").EnumerateArray())
            .Select(exemplar => exemplar.GetProperty("labels").GetProperty("trace_id").GetString())
            .ShouldContain(TraceId);

        // The trace is one that was exported.
        var id = Convert.FromHexString(TraceId);
        await Eventually.BecomesTrueAsync(() => _traces.Any(body => body.AsSpan().IndexOf(id) >= 0), TimeSpan.FromSeconds(60));

        // OpenMetrics was negotiated: its families bear no _total.
        using var metadata = await GetAsync("/api/v1/metadata");
        metadata.RootElement.GetProperty("data").TryGetProperty("http_requests", out var family).ShouldBeTrue();
        family[0].GetProperty("type").GetString().ShouldBe("counter");
        metadata.RootElement.GetProperty("data").TryGetProperty("http_requests_total", out _).ShouldBeFalse();
    }

    private async Task<List<(Dictionary<string, string> Labels, string Value)>> QueryAsync(string query)
    {
        using var answer = await GetAsync("/api/v1/query?query=" + Uri.EscapeDataString(query));
        return [.. answer.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().Select(result => (
            result.GetProperty("metric").EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!),
            result.GetProperty("value")[1].GetString()!))];
    }

    private async Task<JsonDocument> GetAsync(string path) => JsonDocument.Parse(await _client.GetByteArrayAsync(path));
}
