using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Exporter;
using Platform.Benchmarks.Measure;
using Platform.Observability.Exposition;

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
        await app.StartAsync(cancellationToken);
        ThreeThousandSeries.Record(meter);
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
                using var response = await client.SendAsync(request, cancellationToken);
                bytes = (await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(cancellationToken)).Length;

                // The first half compiles.
                if (i >= Times)
                {
                    times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }
            }

            var took = new Percentiles(times);
            var series = await SeriesAsync(client, cancellationToken);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"telemetry: scrape of {series:N0} series, {name}: p50 {took.At(.5):0.0} ms, p95 {took.At(.95):0.0} ms, max {took.At(1):0.0} ms, {bytes / 1024.0:0} KiB; {(took.At(.95) < MostMilliseconds ? "under 50 ms" : "OVER 50 ms")}"));
        }
    }

    private static async Task<int> SeriesAsync(HttpClient client, CancellationToken cancellationToken) =>
        (await client.GetStringAsync("/metrics", cancellationToken)).Split('\n').Count(line => line.Length > 0 && line[0] != '#');
}
