using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Platform.Testkit.Hosting;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Observability.Defaults;

/// <summary>Checks the export over OTLP by the bytes that a collector receives.</summary>
[Collection(ServicesInTurn.Name)]
public sealed class ExportTests : IAsyncLifetime
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private readonly ConcurrentQueue<(string Signal, byte[] Body)> _received = new();
    private LocalWebApp _collector = null!;
    private LocalWebApp _service = null!;

    public async Task InitializeAsync()
    {
        _collector = await LocalWebApp.StartAsync(app => app.MapPost("/v1/{signal}", async (string signal, HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            _received.Enqueue((signal, body.ToArray()));
            return Results.Bytes([], "application/x-protobuf");
        }));
        _service = await DefaultService.StartAsync(new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _collector.Address.ToString(),
            ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
            ["Telemetry:TraceRatio"] = "1",
            ["OTEL_BLRP_SCHEDULE_DELAY"] = "100",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
            ["OTEL_RESOURCE_ATTRIBUTES"] = "service.instance.id=one-of-many",
        });
    }

    public async Task DisposeAsync()
    {
        await _service.DisposeAsync();
        await _collector.DisposeAsync();
    }

    [Fact]
    public async Task Traces_logs_and_metrics_are_exported_with_the_callers_trace_and_without_secrets()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/items/5");
        request.Headers.Add("traceparent", $"00-{TraceId}-b7ad6b7169203331-01");
        using var response = await _service.Client.SendAsync(request);
        response.Headers.GetValues("X-Trace-Id").ShouldBe([TraceId]);

        var id = Convert.FromHexString(TraceId);
        await Eventually.BecomesTrueAsync(() => Bodies("traces").Any(body => body.AsSpan().IndexOf(id) >= 0));
        await Eventually.BecomesTrueAsync(() => Bodies("logs").Any(body => body.AsSpan().IndexOf(id) >= 0));
        await Eventually.BecomesTrueAsync(() => Bodies("metrics").Any(body => Contains(body, "circuit_breaker.state")));
        foreach (var expected in (string[])["tested", "one-of-many", "GET /items/{id:int}", "http.response.status_code"])
        {
            await Eventually.BecomesTrueAsync(() => Bodies("traces").Any(body => Contains(body, expected)), what: expected);
        }

        _received.ShouldAllBe(received => !Contains(received.Body, "hunter2"));
    }

    [Fact]
    public async Task Health_metrics_and_probes_are_not_traced()
    {
        await _service.Client.GetAsync("/health");
        await _service.Client.GetAsync("/metrics");
        await _service.Client.GetAsync("/items/6");
        await Eventually.BecomesTrueAsync(() => Bodies("traces").Any(body => Contains(body, "GET /items/{id:int}")));

        // The requests of the test's own client are traced too, by their full address; a server's span has the route.
        Bodies("traces").ShouldAllBe(body => !Contains(body, "GET /health") && !Contains(body, "GET /metrics"));
    }

    private IEnumerable<byte[]> Bodies(string signal) => _received.Where(received => received.Signal == signal).Select(received => received.Body);

    private static bool Contains(byte[] body, string text) => body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
}
