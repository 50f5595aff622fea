using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Aspire.Dashboard;
using Aspire.Dashboard.Otlp.Protocol;
using Aspire.Dashboard.Telemetry;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.Dashboard;

public sealed class OtlpTests : IAsyncLifetime
{
    private readonly ActivitySource _source = new($"dashboard-test-{Guid.CreateVersion7():n}");
    private RunningDashboard _dashboard = null!;

    public async Task InitializeAsync() => _dashboard = await RunningDashboard.StartAsync(
        new DashboardOptions { Limits = new TelemetryLimits { RequestBytes = 1024 * 1024, Spans = 2_000, Traces = 300, ValueLength = 100, Attributes = 8 } });

    public async Task DisposeAsync()
    {
        _source.Dispose();
        await _dashboard.DisposeAsync();
    }

    [Fact]
    public async Task A_trace_sent_by_the_real_exporter_reads_back_span_by_span()
    {
        string traceId;
        using (Tracing("api-gateway", "abc123"))
        {
            using var root = _source.StartActivity("POST /api/v1/jobs", ActivityKind.Server)!;
            traceId = root.TraceId.ToHexString();
            root.SetTag("http.route", "/api/v1/jobs").SetTag("retries", 3).SetTag("ratio", 0.5).SetTag("ok", true).SetTag("list", new[] { "a", "b" });
            using var child = _source.StartActivity("insert", ActivityKind.Client)!;
            child.AddEvent(new ActivityEvent("locked", tags: new ActivityTagsCollection { ["row"] = 7 }));
            child.AddException(new InvalidOperationException("boom"));
            child.SetStatus(ActivityStatusCode.Error, "boom happened");
        }

        var trace = await _dashboard.GetAsync($"/api/traces/{traceId}");
        var spans = trace.GetProperty("spans");
        spans.GetArrayLength().ShouldBe(2);
        var (server, client) = (spans[0], spans[1]);
        server.GetProperty("name").GetString().ShouldBe("POST /api/v1/jobs");
        server.GetProperty("kind").GetString().ShouldBe("Server");
        server.GetProperty("resource").GetProperty("id").GetString().ShouldBe("api-gateway-abc123");
        Attributes(server).ShouldBe(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["http.route"] = "/api/v1/jobs", ["retries"] = "3", ["ratio"] = "0.5", ["ok"] = "true", ["list"] = "[a, b]",
        }, ignoreOrder: true);
        client.GetProperty("parentSpanId").GetString().ShouldBe(server.GetProperty("spanId").GetString());
        client.GetProperty("depth").GetInt32().ShouldBe(1);
        client.GetProperty("status").GetString().ShouldBe("Error");
        client.GetProperty("statusMessage").GetString().ShouldBe("boom happened");
        client.GetProperty("events").EnumerateArray().Select(item => item.GetProperty("name").GetString()).ShouldBe(["locked", "exception"]);
        client.GetProperty("durationMs").GetDouble().ShouldBeLessThanOrEqualTo(server.GetProperty("durationMs").GetDouble());
        trace.GetProperty("summary").GetProperty("errorCount").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Logs_are_found_by_level_text_attribute_and_trace_and_hang_on_their_span()
    {
        string traceId;
        using (Tracing("worker", "w1"))
        {
            await using var services = Logging("worker", "w1");
            using var span = _source.StartActivity("process")!;
            traceId = span.TraceId.ToHexString();
            var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Platform.Worker.Leases");
            logger.LogInformation("Lease {Lease} taken", 42);
            logger.LogError(new InvalidOperationException("gone"), "Lease {Lease} lost", 43);
            span.Dispose();
        }

        (await SearchLogsAsync("")).ShouldBe(["Lease 43 lost", "Lease 42 taken"]);
        (await SearchLogsAsync("?level=Error")).ShouldBe(["Lease 43 lost"]);
        (await SearchLogsAsync("?q=TAKEN")).ShouldBe(["Lease 42 taken"]);
        (await SearchLogsAsync("?q=Lease%3D43")).ShouldBe(["Lease 43 lost"]);
        (await SearchLogsAsync("?q=nothing")).ShouldBeEmpty();
        (await SearchLogsAsync($"?traceId={traceId[..8]}")).Count.ShouldBe(2);
        (await SearchLogsAsync("?resource=worker-w1")).Count.ShouldBe(2);
        (await SearchLogsAsync("?resource=other")).ShouldBeEmpty();
        var list = await _dashboard.GetAsync("/api/logs?level=Error");
        var detail = await _dashboard.GetAsync($"/api/logs/{list.GetProperty("logs")[0].GetProperty("number").GetInt64()}");
        Attributes(detail)["exception.type"].ShouldBe("InvalidOperationException");
        detail.GetProperty("summary").GetProperty("category").GetString().ShouldBe("Platform.Worker.Leases");

        var trace = await _dashboard.GetAsync($"/api/traces/{traceId}");
        var onSpan = trace.GetProperty("logs").EnumerateArray().Select(log => log.GetProperty("spanId").GetString()).Distinct().Single();
        onSpan.ShouldBe(trace.GetProperty("spans")[0].GetProperty("spanId").GetString());
    }

    [Fact]
    public async Task Metrics_are_accepted_and_counted()
    {
        using var meter = new System.Diagnostics.Metrics.Meter(_source.Name);
        using (var provider = Sdk.CreateMeterProviderBuilder().AddMeter(_source.Name).AddOtlpExporter(options => Configure(options, "v1/metrics")).Build())
        {
            meter.CreateCounter<long>("jobs").Add(1);
            provider.ForceFlush(10_000).ShouldBeTrue();
        }

        (await _dashboard.GetAsync("/api/telemetry")).GetProperty("metrics").GetInt64().ShouldBeGreaterThanOrEqualTo(1);
    }

    [Fact]
    public async Task Traces_are_found_by_every_filter()
    {
        using (Tracing("api-gateway", "g1"))
        {
            using var quick = _source.StartActivity("GET /quick", ActivityKind.Server)!;
            quick.SetTag("tenant", "red team").SetEndTime(quick.StartTimeUtc.AddMilliseconds(5));
        }

        string slowId;
        using (Tracing("worker", "w1"))
        {
            using var slow = _source.StartActivity("transcribe")!;
            slowId = slow.TraceId.ToHexString();
            slow.SetStatus(ActivityStatusCode.Error).SetEndTime(slow.StartTimeUtc.AddSeconds(3));
        }

        (await SearchTracesAsync("")).ShouldBe(["transcribe", "GET /quick"], ignoreOrder: true);
        (await SearchTracesAsync("?resource=worker")).ShouldBe(["transcribe"]);
        (await SearchTracesAsync("?status=Error")).ShouldBe(["transcribe"]);
        (await SearchTracesAsync("?status=ok")).ShouldBe(["GET /quick"]);
        (await SearchTracesAsync("?minDurationMs=1000.5")).ShouldBe(["transcribe"]);
        (await SearchTracesAsync("?q=QUICK")).ShouldBe(["GET /quick"]);
        (await SearchTracesAsync("?q=" + Uri.EscapeDataString("tenant=\"red team\""))).ShouldBe(["GET /quick"]);
        (await SearchTracesAsync("?q=tenant%3Dred")).ShouldBeEmpty();
        (await SearchTracesAsync($"?traceId={slowId[..6]}")).ShouldBe(["transcribe"]);
        (await SearchTracesAsync($"?q={slowId}")).ShouldBe(["transcribe"]);

        using var bad = await _dashboard.Client.GetAsync("/api/traces?status=maybe&minDurationMs=-1&limit=0");
        bad.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var errors = JsonDocument.Parse(await bad.Content.ReadAsStringAsync()).RootElement.GetProperty("errors");
        errors.EnumerateObject().Select(item => item.Name).ShouldBe(["status", "minDurationMs", "limit"], ignoreOrder: true);
        (await _dashboard.Client.GetAsync("/api/traces/xyz")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await _dashboard.Client.GetAsync($"/api/traces/{new string('1', 32)}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        (await _dashboard.Client.DeleteAsync("/api/traces")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await SearchTracesAsync("")).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_open_page_hears_of_new_spans_at_once()
    {
        await using var page = await EventReader.OpenAsync(_dashboard.Client, "/api/events");
        await page.NextAsync("telemetry", counts => counts.GetProperty("spans").GetInt64() == 0);
        await SendAsync(Request(spans: 5));

        await page.NextAsync("telemetry", counts => counts.GetProperty("spans").GetInt64() == 5);
    }

    [Fact]
    public async Task Only_who_knows_the_key_may_send()
    {
        (await SendAsync(Request(1), key: null)).ShouldBe(HttpStatusCode.Unauthorized);
        (await SendAsync(Request(1), key: "0123456789abcdef0123456789abcdef")).ShouldBe(HttpStatusCode.Unauthorized);
        (await _dashboard.GetAsync("/api/telemetry")).GetProperty("traces").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task Gzip_is_read_and_every_bad_body_is_refused_without_keeping_anything()
    {
        var good = Request(3).ToByteArray();
        (await SendAsync(Gzip(good), encoding: "gzip")).ShouldBe(HttpStatusCode.OK);
        (await SendAsync([0xFF, 0xFF, 0xFF])).ShouldBe(HttpStatusCode.BadRequest);
        (await SendAsync(good[..^5])).ShouldBe(HttpStatusCode.BadRequest);
        (await SendAsync(good, encoding: "gzip")).ShouldBe(HttpStatusCode.BadRequest);
        (await SendAsync(good, encoding: "br")).ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await SendAsync(good, type: "application/json")).ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await SendAsync(new byte[2 * 1024 * 1024])).ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await SendAsync(Gzip(new byte[50 * 1024 * 1024]), encoding: "gzip")).ShouldBe(HttpStatusCode.RequestEntityTooLarge);

        (await _dashboard.GetAsync("/api/telemetry")).GetProperty("spans").GetProperty("received").GetInt64().ShouldBe(3);
    }

    [Fact]
    public async Task Spans_without_valid_ids_are_reported_back()
    {
        var request = Request(2);
        request.ResourceSpans[0].ScopeSpans[0].Spans.Add(new Span { TraceId = ByteString.CopyFrom(1, 2, 3), SpanId = ByteString.CopyFrom(1), Name = "bad" });
        using var response = await PostAsync(request.ToByteArray(), _dashboard.Host.OtlpApiKey, null, "application/x-protobuf");

        var answer = ExportTraceServiceResponse.Parser.ParseFrom(await response.Content.ReadAsByteArrayAsync());
        answer.PartialSuccess.RejectedSpans.ShouldBe(1);
        (await _dashboard.GetAsync("/api/telemetry")).GetProperty("spans").GetProperty("kept").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task A_flood_stays_within_the_limits_and_is_counted()
    {
        var watch = Stopwatch.StartNew();
        foreach (var _ in Enumerable.Range(0, 300))
        {
            (await SendAsync(Request(spans: 100, attributes: 20, valueLength: 400, onePerTrace: true))).ShouldBe(HttpStatusCode.OK);
        }

        var rate = 30_000 / watch.Elapsed.TotalSeconds;
        var overview = await _dashboard.GetAsync("/api/telemetry");
        overview.GetProperty("traces").GetInt32().ShouldBe(300);
        var spans = overview.GetProperty("spans");
        spans.GetProperty("received").GetInt64().ShouldBe(30_000);
        spans.GetProperty("kept").GetInt32().ShouldBe(300);
        spans.GetProperty("forgotten").GetInt64().ShouldBe(29_700);
        spans.GetProperty("bytes").GetInt64().ShouldBeInRange(300 * 1_000, 300 * 4_000);
        var trace = (await _dashboard.GetAsync("/api/traces?limit=1")).GetProperty("traces")[0].GetProperty("traceId").GetString();
        var span = (await _dashboard.GetAsync($"/api/traces/{trace}")).GetProperty("spans")[0];
        span.GetProperty("attributes").GetArrayLength().ShouldBe(8);
        span.GetProperty("leftOut").GetInt64().ShouldBe(12);
        span.GetProperty("attributes")[0].GetProperty("value").GetString()!.Length.ShouldBe(101);

        // Far below what it does alone on a machine, so that a busy one does not fail the test.
        rate.ShouldBeGreaterThan(1_000);
    }

    [Fact]
    public async Task A_trace_in_memory_is_found_through_a_link()
    {
        string first, second;
        using (Tracing("worker", "w1"))
        {
            using var one = _source.StartActivity("one")!;
            first = one.TraceId.ToHexString();
            one.Stop();
            Activity.Current = null;
            using var two = _source.StartActivity(ActivityKind.Internal, links: [new ActivityLink(one.Context)], name: "two")!;
            second = two.TraceId.ToHexString();
        }

        await Eventually.BecomesTrueAsync(async () => (await SearchTracesAsync("")).Count == 2);
        var link = (await _dashboard.GetAsync($"/api/traces/{second}")).GetProperty("spans")[0].GetProperty("links")[0];
        link.GetProperty("traceId").GetString().ShouldBe(first);
        link.GetProperty("isKept").GetBoolean().ShouldBeTrue();
    }

    private static Dictionary<string, string> Attributes(JsonElement item) =>
        item.GetProperty("attributes").EnumerateArray().ToDictionary(pair => pair.GetProperty("name").GetString()!, pair => pair.GetProperty("value").GetString()!, StringComparer.Ordinal);

    private static ExportTraceServiceRequest Request(int spans, int attributes = 0, int valueLength = 0, bool onePerTrace = false)
    {
        var trace = RandomId(16);
        var scope = new ScopeSpans();
        foreach (var number in Enumerable.Range(0, spans))
        {
            var span = new Span
            {
                TraceId = onePerTrace ? RandomId(16) : trace, SpanId = RandomId(8), Name = "span",
                StartTimeUnixNano = 1_700_000_000_000_000_000, EndTimeUnixNano = 1_700_000_000_001_000_000,
            };
            foreach (var index in Enumerable.Range(0, attributes))
            {
                span.Attributes.Add(new KeyValue { Key = $"key{index}", Value = new AnyValue { StringValue = new string('v', valueLength) } });
            }

            scope.Spans.Add(span);
        }

        var group = new ResourceSpans { Resource = new Aspire.Dashboard.Otlp.Protocol.Resource() };
        group.Resource.Attributes.Add(new KeyValue { Key = "service.name", Value = new AnyValue { StringValue = "flood" } });
        group.ScopeSpans.Add(scope);
        return new ExportTraceServiceRequest { ResourceSpans = { group } };
    }

    private static ByteString RandomId(int length)
    {
        var bytes = new byte[length];
        Random.Shared.NextBytes(bytes);
        return ByteString.CopyFrom(bytes);
    }

    private static byte[] Gzip(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(plain);
        }

        return packed.ToArray();
    }

    private TracerProvider Tracing(string service, string instance) => Sdk.CreateTracerProviderBuilder()
        .SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService(service, serviceInstanceId: instance))
        .AddSource(_source.Name)
        .AddOtlpExporter(options => Configure(options, "v1/traces"))
        .Build();

    private ServiceProvider Logging(string service, string instance) => new ServiceCollection().AddLogging(logging => logging.AddOpenTelemetry(options =>
    {
        options.IncludeFormattedMessage = true;
        options.SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService(service, serviceInstanceId: instance));
        options.AddOtlpExporter(exporter => Configure(exporter, "v1/logs"));
    })).BuildServiceProvider();

    private void Configure(OtlpExporterOptions options, string path)
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = new Uri(_dashboard.Host.OtlpEndpoint, path);
        options.Headers = $"x-otlp-api-key={_dashboard.Host.OtlpApiKey}";
    }

    private async Task<List<string?>> SearchTracesAsync(string query) =>
        [.. (await _dashboard.GetAsync("/api/traces" + query)).GetProperty("traces").EnumerateArray().Select(trace => trace.GetProperty("name").GetString())];

    private async Task<List<string?>> SearchLogsAsync(string query) =>
        [.. (await _dashboard.GetAsync("/api/logs" + query)).GetProperty("logs").EnumerateArray().Select(log => log.GetProperty("message").GetString())];

    private Task<HttpStatusCode> SendAsync(ExportTraceServiceRequest request) => SendAsync(request.ToByteArray());

    private async Task<HttpStatusCode> SendAsync(ExportTraceServiceRequest request, string? key)
    {
        using var response = await PostAsync(request.ToByteArray(), key, null, "application/x-protobuf");
        return response.StatusCode;
    }

    private async Task<HttpStatusCode> SendAsync(byte[] body, string? encoding = null, string type = "application/x-protobuf")
    {
        using var response = await PostAsync(body, _dashboard.Host.OtlpApiKey, encoding, type);
        return response.StatusCode;
    }

    private async Task<HttpResponseMessage> PostAsync(byte[] body, string? key, string? encoding, string type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_dashboard.Host.OtlpEndpoint, "v1/traces")) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        // A body that is refused is then not sent at all, so that the answer is not lost in a broken connection.
        request.Headers.ExpectContinue = body.Length > 1024 * 1024;
        if (encoding is not null)
        {
            request.Content.Headers.ContentEncoding.Add(encoding);
        }

        if (key is not null)
        {
            request.Headers.Add("x-otlp-api-key", key);
        }

        return await _dashboard.Stranger.SendAsync(request);
    }
}
