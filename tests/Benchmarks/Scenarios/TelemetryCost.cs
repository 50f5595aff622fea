using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Platform.Benchmarks.Load;
using Platform.Benchmarks.UnderTest;

namespace Platform.Benchmarks.Scenarios;

/// <summary>
/// What it costs to watch the platform. Two platforms run at once, one with everything on as in production (metrics that are
/// scraped, one trace in ten, logs to standard output, files and a collector) and one with everything off, and are loaded in turn.
/// </summary>
internal static class TelemetryCost
{
    private const string Name = "telemetry";
    private const int MostSeries = 3000;
    private const int Connections = 64;
    private const int Rounds = 5;
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan s_scrapeInterval = TimeSpan.FromSeconds(5);
    private static readonly string[] s_services = ["api-gateway", "job-manager", "broker", "worker", "frontend"];

    private static readonly Dictionary<string, string> s_off = new(StringComparer.Ordinal)
    {
        ["Telemetry__Enabled"] = "false",
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "",
        ["Logging__LogLevel__Default"] = "None",
        ["Logs__Folder"] = "",
    };

    public static bool IsOnly(BenchOptions options) => options.Only?.StartsWith(Name, StringComparison.OrdinalIgnoreCase) == true;

    public static async Task RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        if (options.Wants(Name + ": scrape"))
        {
            await ScrapeCost.RunAsync(cancellationToken);
        }

        if (options.Wants(Name + ": on and off"))
        {
            await OnAndOffAsync(TimeSpan.FromSeconds(options.Seconds), cancellationToken);
        }
    }

    private static async Task OnAndOffAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        await using var collector = await Collector.StartAsync(cancellationToken);
        await using var on = await BenchPlatform.StartAsync(cancellationToken, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["OTEL_TRACES_SAMPLER_ARG"] = "0.1",
            ["Logging__LogLevel__Default"] = "Information",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address.ToString(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        });
        await using var off = await BenchPlatform.StartAsync(cancellationToken, s_off);
        using var scraping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var scrapes = ScrapeAsync(on, scraping.Token);
        using var onMeter = await AllocationMeter.CreateAsync(on, cancellationToken);
        using var offMeter = await AllocationMeter.CreateAsync(off, cancellationToken);
        foreach (var platform in (BenchPlatform[])[on, off])
        {
            await RoundAsync(platform, null, s_warmUp, cancellationToken);
        }

        // In turn, and every other time the other way round: what the machine does besides meets both.
        var rounds = new List<(Round On, Round Off)>();
        for (var i = 0; i < Rounds; i++)
        {
            var first = await RoundAsync(i % 2 == 0 ? on : off, i % 2 == 0 ? onMeter : offMeter, length, cancellationToken);
            var second = await RoundAsync(i % 2 == 0 ? off : on, i % 2 == 0 ? offMeter : onMeter, length, cancellationToken);
            rounds.Add(i % 2 == 0 ? (first, second) : (second, first));
        }

        await PrintSeriesAsync(on, cancellationToken);
        await scraping.CancelAsync();
        var scraped = await scrapes;
        Print(rounds, scraped, collector.Bytes);
    }

    private static async Task<Round> RoundAsync(BenchPlatform platform, AllocationMeter? meter, TimeSpan length, CancellationToken cancellationToken)
    {
        await JobOracle.SettleAsync(platform, cancellationToken);
        var before = meter is null ? [] : await meter.ReadAsync(cancellationToken);
        var run = await Throughput.RunAsync(Name, platform, SubmitRequest.Single(platform.Api, platform.ApiKey), Connections, length, cancellationToken);
        var after = meter is null ? [] : await meter.ReadAsync(cancellationToken);
        return new(
            run.CompletedPerSecond,
            after.ToDictionary(service => service.Key, service => (double)(service.Value - before[service.Key]) / Math.Max(1, run.Load.Accepted), StringComparer.Ordinal),
            run.CpuMicroseconds.Where(group => s_services.Contains(group.Key, StringComparer.Ordinal)).Sum(group => group.Value),
            run.Load.Failed + run.Load.Accepted - run.Completed);
    }

    // As Prometheus does, only more often.
    private static async Task<int> ScrapeAsync(BenchPlatform platform, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Accept.ParseAdd("application/openmetrics-text");
        client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("gzip");
        using var timer = new PeriodicTimer(s_scrapeInterval);
        var count = 0;
        try
        {
            do
            {
                foreach (var service in s_services)
                {
                    await client.GetByteArrayAsync(new Uri(platform.AddressOf(service), "/metrics"), cancellationToken);
                    count++;
                }
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            // Measured enough.
        }

        return count;
    }

    private static async Task PrintSeriesAsync(BenchPlatform platform, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        var counts = new List<string>();
        var most = 0;
        foreach (var service in s_services)
        {
            var text = await client.GetStringAsync(new Uri(platform.AddressOf(service), "/metrics"), cancellationToken);
            var series = text.Split('\n').Count(line => line.Length > 0 && line[0] != '#');
            most = Math.Max(most, series);
            counts.Add(string.Create(CultureInfo.InvariantCulture, $"{service} {series:N0}"));
        }

        Console.WriteLine($"telemetry: series {string.Join(", ", counts)}; {(most < MostSeries ? "each under 3,000" : "TOO MANY: 3,000 are allowed")}");
    }

    private static void Print(List<(Round On, Round Off)> rounds, int scraped, long exported)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"telemetry: jobs/s on {Median(rounds.Select(r => r.On.JobsPerSecond)):N0}, off {Median(rounds.Select(r => r.Off.JobsPerSecond)):N0}, on/off {Ratio(rounds, round => round.JobsPerSecond)}").AppendLine();
        text.Append(CultureInfo.InvariantCulture, $"  CPU of the services per job: on/off {Ratio(rounds, round => round.Cpu)}").AppendLine();
        foreach (var service in rounds[0].On.Allocated.Keys)
        {
            text.Append(CultureInfo.InvariantCulture, $"  allocated per job, {service}: on {Median(rounds.Select(r => r.On.Allocated[service])):N0} B, off {Median(rounds.Select(r => r.Off.Allocated[service])):N0} B, on/off {Ratio(rounds, round => round.Allocated[service])}").AppendLine();
        }

        text.Append(CultureInfo.InvariantCulture, $"  {rounds.Count} rounds each; meanwhile {scraped} scrapes and {exported / 1e6:0.0} MB to the collector; jobs that failed or got lost: {rounds.Sum(r => r.On.Missing + r.Off.Missing)}");
        Console.WriteLine(text.ToString());
    }

    // Of each round by itself, so that what slows the machine for a while slows both sides of a fraction.
    private static string Ratio(List<(Round On, Round Off)> rounds, Func<Round, double> value)
    {
        var ratios = rounds.Select(round => value(round.On) / value(round.Off)).Order().ToArray();
        return string.Create(CultureInfo.InvariantCulture, $"{ratios[ratios.Length / 2]:0.00} ({ratios[0]:0.00} to {ratios[^1]:0.00})");
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    /// <summary>One side of a round: jobs a second, bytes allocated a job by service, CPU time a job, jobs that did not succeed.</summary>
    private sealed record Round(double JobsPerSecond, IReadOnlyDictionary<string, double> Allocated, double Cpu, long Missing);

    /// <summary>Takes what comes over OTLP, and forgets it.</summary>
    private sealed class Collector(WebApplication app) : IAsyncDisposable
    {
        private long _bytes;

        public Uri Address => new(app.Urls.Single());

        public long Bytes => Interlocked.Read(ref _bytes);

        public static async Task<Collector> StartAsync(CancellationToken cancellationToken)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            var app = builder.Build();
            app.Urls.Add("http://127.0.0.1:0");
            var collector = new Collector(app);
            app.MapPost("/v1/{signal}", async (HttpRequest request) =>
            {
                var body = request.BodyReader;
                while (true)
                {
                    var read = await body.ReadAsync(request.HttpContext.RequestAborted);
                    Interlocked.Add(ref collector._bytes, read.Buffer.Length);
                    body.AdvanceTo(read.Buffer.End);
                    if (read.IsCompleted)
                    {
                        return Results.Bytes([], "application/x-protobuf");
                    }
                }
            });
            await app.StartAsync(cancellationToken);
            return collector;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
