using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Platform.Observability.Defaults;
using Platform.Testkit.Hosting;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Observability.Traces;

/// <summary>Checks that the caller decides whether a request is traced, or else the ratio.</summary>
[Collection(ServicesInTurn.Name)]
public sealed class SamplingTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<byte[]> _traces = new();
    private LocalWebApp _collector = null!;

    public async Task InitializeAsync() => _collector = await LocalWebApp.StartAsync(app => app.MapPost("/v1/{signal}", async (string signal, HttpRequest request) =>
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        if (signal == "traces")
        {
            _traces.Enqueue(body.ToArray());
        }

        return Results.Bytes([], "application/x-protobuf");
    }));

    public async Task DisposeAsync() => await _collector.DisposeAsync();

    [Fact]
    public async Task The_callers_sampling_decision_is_used_else_the_ratio()
    {
        await using var service = await StartAsync(ratio: "0");
        var kept = await SendAsync(service, "01");
        var left = await SendAsync(service, "00");
        var own = await SendAsync(service, flags: null);
        await Eventually.BecomesTrueAsync(() => IsExported(kept));
        IsExported(left).ShouldBeFalse();
        IsExported(own).ShouldBeFalse();
    }

    [Fact]
    public async Task About_the_configured_ratio_of_traces_is_recorded()
    {
        await using var service = await StartAsync(ratio: "0.5");
        var ids = new List<string>();
        for (var i = 0; i < 200; i++)
        {
            ids.Add(await SendAsync(service, flags: null));
        }

        // Whoever is asked to keep the last one shows that all before it have left.
        var last = await SendAsync(service, "01");
        await Eventually.BecomesTrueAsync(() => IsExported(last));
        ids.Count(IsExported).ShouldBeInRange(60, 140);
    }

    [Fact]
    public async Task Spans_follow_the_semantic_conventions_and_contain_no_query_strings()
    {
        await using var service = await StartAsync(ratio: "1");
        await service.Client.GetAsync("/items/5?secret=in-the-query");
        await service.Client.GetAsync("/broken");
        foreach (var expected in (string[])["GET /items/{id:int}", "GET /broken", "http.request.method", "http.route", "http.response.status_code", "url.path", "server.address", "error.type"])
        {
            await Eventually.BecomesTrueAsync(() => _traces.Any(body => Contains(body, expected)), what: expected);
        }

        _traces.ShouldAllBe(body => !Contains(body, "in-the-query") && !Contains(body, "HttpRequestIn"));
    }

    private static async Task<string> SendAsync(LocalWebApp service, string? flags)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/items/1");
        if (flags is not null)
        {
            request.Headers.Add("traceparent", $"00-{ActivityTraceId.CreateRandom()}-b7ad6b7169203331-{flags}");
        }

        // Clients of this process are listened to as well, and would hand on a trace of their own.
        using var client = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = service.Address };
        using var response = await client.SendAsync(request);
        return response.Headers.GetValues("X-Trace-Id").Single();
    }

    private Task<LocalWebApp> StartAsync(string ratio) => DefaultService.StartAsync(new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _collector.Address.ToString(),
        ["OTEL_BSP_SCHEDULE_DELAY"] = "50",
        ["Telemetry:TraceRatio"] = ratio,
    });

    private bool IsExported(string traceId) => _traces.Any(body => body.AsSpan().IndexOf(Convert.FromHexString(traceId)) >= 0);

    private static bool Contains(byte[] body, string text) => body.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text)) >= 0;
}
