using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Exporter;
using Platform.Benchmarks.Measure;

namespace Platform.Benchmarks.Scenarios;

/// <summary>A scrape of a service that has 3,000 series of its own beside those of the runtime, in every form, over a socket.</summary>
internal static class ScrapeCost
{
    private const int Times = 60;
    private const double MostMilliseconds = 50;

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        using var meter = new Meter("Platform.Bench");
        var builder = WebApplication.CreateSlimBuilder();
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        builder.Services.Configure<PrometheusAspNetCoreOptions>(options => options.ScrapeResponseCacheDurationMilliseconds = 0);
        await using var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapDefaultEndpoints();
        await app.StartAsync(cancellationToken).ConfigureAwait(false);
        Record(meter);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        foreach (var (name, accept, encoding) in ((string, string, string?)[])
        [
            ("text", "text/plain", null), ("text, gzip", "text/plain", "gzip"),
            ("OpenMetrics", "application/openmetrics-text", null), ("OpenMetrics, gzip", "application/openmetrics-text", "gzip"), ("JSON", "application/json", null),
        ])
        {
            var times = new List<double>();
            var bytes = 0;
            for (var i = 0; i < Times * 2; i++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
                request.Headers.Accept.ParseAdd(accept);
                if (encoding is not null)
                {
                    request.Headers.AcceptEncoding.ParseAdd(encoding);
                }

                var start = Stopwatch.GetTimestamp();
                using var response = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
                bytes = (await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false)).Length;

                // The first half compiles.
                if (i >= Times)
                {
                    times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }
            }

            var took = new Percentiles(times);
            var series = await SeriesAsync(client, cancellationToken).ConfigureAwait(false);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"telemetry: scrape of {series:N0} series, {name}: p50 {took.At(.5):0.0} ms, p95 {took.At(.95):0.0} ms, max {took.At(1):0.0} ms, {bytes / 1024.0:0} KiB; {(took.At(.95) < MostMilliseconds ? "under 50 ms" : "OVER 50 ms")}"));
        }
    }

    private static async Task<int> SeriesAsync(HttpClient client, CancellationToken cancellationToken) =>
        (await client.GetStringAsync("/metrics", cancellationToken).ConfigureAwait(false)).Split('\n').Count(line => line.Length > 0 && line[0] != '#');

    // 100 histograms of 15 buckets with sum and count make 1,700 series; 900 counters and 400 gauges the rest.
    private static void Record(Meter meter)
    {
        var bounds = new InstrumentAdvice<double> { HistogramBucketBoundaries = [.005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10] };
        var histogram = meter.CreateHistogram("bench.duration", "s", "Time of a request.", tags: null, bounds);
        var counter = meter.CreateCounter<long>("bench.requests", "{request}", "Requests.");
        var gauge = meter.CreateGauge<double>("bench.depth", null, "Messages that wait.");
        for (var i = 0; i < 900; i++)
        {
            if (i < 100)
            {
                histogram.Record(i / 10.0, new KeyValuePair<string, object?>("endpoint", "/api/v1/things/" + i));
            }

            if (i < 400)
            {
                gauge.Record(i / 3.0, new KeyValuePair<string, object?>("queue", "queue." + i));
            }

            counter.Add(i, new("endpoint", "/api/v1/things/" + i), new("method", "GET"), new("status", "200"));
        }
    }
}
