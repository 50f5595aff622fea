using System.Diagnostics.Metrics;
using System.IO.Compression;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Exporter.Prometheus;
using OpenTelemetry.Metrics;
using Platform.Observability.Defaults;
using Platform.Observability.Support;
using Platform.Testkit.Hosting;
using Shouldly;
using Xunit;

namespace Platform.Observability.Exposition;

[Collection(ServicesInTurn.Name)]
public sealed class EndpointTests : IAsyncLifetime
{
    private readonly Meter _meter = new("Endpoint." + Guid.CreateVersion7().ToString("N"));
    private LocalWebApp _app = null!;

    public async Task InitializeAsync() => _app = await LocalWebApp.StartAsync(
        app => app.MapPrometheusScrapingEndpoint(),
        builder => builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter(_meter.Name).AddPrometheusExporter()));

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        _meter.Dispose();
    }

    [Theory]
    [InlineData("", "text/plain; version=0.0.4; charset=utf-8")]
    [InlineData("text/plain", "text/plain; version=0.0.4; charset=utf-8")]
    [InlineData("application/openmetrics-text", "application/openmetrics-text; version=1.0.0; charset=utf-8")]
    [InlineData("application/openmetrics-text;version=0.0.1", "application/openmetrics-text; version=0.0.1; charset=utf-8")]
    [InlineData("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8", "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores")]
    public async Task Case_31_The_answer_says_what_it_is(string accept, string contentType)
    {
        _meter.CreateGauge<int>("g").Record(1);
        using var response = await SendAsync(HttpMethod.Get, ("Accept", accept));
        response.Content.Headers.GetValues("Content-Type").ShouldBe([contentType]);
        response.Headers.Vary.ShouldBe(["Accept", "Accept-Encoding"]);
        var body = await response.Content.ReadAsByteArrayAsync();
        if (contentType[0] == 'a')
        {
            OpenMetricsParser.Parse(body).ShouldContain(family => family.Name == "g");
        }
        else
        {
            TextFormatParser.Parse(body).Types.Keys.ShouldContain("g");
        }
    }

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("gzip;q=0", false)]
    [InlineData("br, *", true)]
    [InlineData("identity", false)]
    public async Task Case_32_It_is_compressed_for_those_who_can(string accepted, bool isCompressed)
    {
        _meter.CreateGauge<int>("g").Record(1);
        using var response = await SendAsync(HttpMethod.Get, ("Accept-Encoding", accepted));
        response.Content.Headers.ContentEncoding.Contains("gzip").ShouldBe(isCompressed);
        response.Headers.Vary.ShouldContain("Accept-Encoding");
        await using var body = await response.Content.ReadAsStreamAsync();
        await using var plain = isCompressed ? new GZipStream(body, CompressionMode.Decompress) : body;
        using var reader = new StreamReader(plain);
        (await reader.ReadToEndAsync()).ShouldContain("\ng{");
    }

    [Fact]
    public async Task Only_reading_is_allowed()
    {
        using var post = await SendAsync(HttpMethod.Post);
        post.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        using var head = await SendAsync(HttpMethod.Head);
        head.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await head.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Case_33_A_collection_longer_than_the_scraper_waits_answers_408()
    {
        using var hold = new ManualResetEventSlim();
        _meter.CreateObservableGauge("slow", () => hold.Wait(TimeSpan.FromSeconds(30)) ? 1 : 0);
        var first = SendAsync(HttpMethod.Get);
        await Testkit.Waiting.Eventually.BecomesTrueAsync(() => _app.App.Services.GetRequiredService<ScrapeResponses>().Collections == 1);
        using var second = await SendAsync(HttpMethod.Get, ("X-Prometheus-Scrape-Timeout-Seconds", "0.1"));
        second.StatusCode.ShouldBe(HttpStatusCode.RequestTimeout);
        hold.Set();
        using var late = await first;
        late.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Case_34_A_hundred_scrapes_at_once_share_collections_and_are_all_whole()
    {
        var counter = _meter.CreateCounter<int>("c");
        for (var i = 0; i < 1000; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("i", i));
        }

        var bodies = await Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
        {
            using var response = await SendAsync(HttpMethod.Get, ("Accept", i % 2 == 0 ? "application/openmetrics-text" : "text/plain"));
            return (IsOpenMetrics: i % 2 == 0, Body: await response.Content.ReadAsByteArrayAsync());
        }));
        foreach (var (isOpenMetrics, body) in bodies)
        {
            var samples = isOpenMetrics
                ? OpenMetricsParser.Parse(body).Single(family => family.Name == "c").Samples
                : TextFormatParser.Parse(body).Samples.Where(sample => sample.Name == "c_total").ToList();
            samples.Count.ShouldBe(1000);
        }

        _app.App.Services.GetRequiredService<ScrapeResponses>().Collections.ShouldBeLessThan(50);
    }

    [Fact]
    public async Task Case_35_A_response_serves_further_scrapes_for_its_time()
    {
        using var exposed = new Exposed();
        var time = new ManualTime();
        var responses = new ScrapeResponses(exposed.Exporter, 300, time);
        var first = await responses.GetAsync(default);
        time.Advance(TimeSpan.FromMilliseconds(299));
        (await responses.GetAsync(default)).ShouldBeSameAs(first);
        time.Advance(TimeSpan.FromMilliseconds(1));
        (await responses.GetAsync(default)).ShouldNotBeSameAs(first);
        var uncached = new ScrapeResponses(exposed.Exporter, 0, time);
        (await uncached.GetAsync(default)).ShouldNotBeSameAs(await uncached.GetAsync(default));
    }

    [Fact]
    public async Task Case_36_A_failed_collection_answers_500_and_the_next_one_200()
    {
        using var exposed = new Exposed(options: options => options.ResourceConstantLabels = _ => throw new InvalidOperationException("broken"));
        exposed.Meter.CreateGauge<int>("g").Record(1);
        var isBroken = true;
        await using var app = await LocalWebApp.StartAsync(app => app.Map("/metrics", new ScrapeEndpoint(new ScrapeResponses(exposed.Exporter, 0, TimeProvider.System)).InvokeAsync));
        using var failed = await app.Client.GetAsync("/metrics");
        failed.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await failed.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();

        using var mended = new Exposed(options: options => options.ResourceConstantLabels = _ => isBroken ? throw new InvalidOperationException("broken") : false);
        await using var again = await LocalWebApp.StartAsync(app => app.Map("/metrics", new ScrapeEndpoint(new ScrapeResponses(mended.Exporter, 300, TimeProvider.System)).InvokeAsync));
        (await again.Client.GetAsync("/metrics")).StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        isBroken = false;
        (await again.Client.GetAsync("/metrics")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Case_37_After_the_end_it_answers_503()
    {
        var exposed = new Exposed();
        await using var app = await LocalWebApp.StartAsync(app => app.Map("/metrics", new ScrapeEndpoint(new ScrapeResponses(exposed.Exporter, 300, TimeProvider.System)).InvokeAsync));
        exposed.Dispose();
        using var response = await app.Client.GetAsync("/metrics");
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Case_38_Five_thousand_series_are_exposed_in_good_time()
    {
        for (var family = 0; family < 5; family++)
        {
            var counter = _meter.CreateCounter<int>("c" + family);
            for (var i = 0; i < 1000; i++)
            {
                counter.Add(1, new("i", i), new("kind", "captions"), new("outcome", "success"));
            }
        }

        (await SendAsync(HttpMethod.Get)).Dispose();
        await Testkit.Waiting.Eventually.PassesAsync(async () =>
        {
            var watch = System.Diagnostics.Stopwatch.StartNew();
            using var response = await SendAsync(HttpMethod.Get);
            var length = (await response.Content.ReadAsByteArrayAsync()).Length;
            length.ShouldBeGreaterThan(300_000);
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromMilliseconds(100));
        });
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, "/metrics");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await _app.Client.SendAsync(request);
    }
}
