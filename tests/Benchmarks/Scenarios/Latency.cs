using Platform.Benchmarks.Load;
using Platform.Benchmarks.Measure;
using Platform.Benchmarks.UnderTest;

namespace Platform.Benchmarks.Scenarios;

/// <summary>Measures the times to accept, to start and to complete a job at a steady rate.</summary>
internal static class Latency
{
    public static async Task<LatencyResult> RunAsync(
        string name, BenchPlatform platform, double perSecond, TimeSpan duration, CancellationToken cancellationToken)
    {
        var since = TimeProvider.System.GetUtcNow();
        var request = SubmitRequest.Single(platform.Api, platform.ApiKey);
        var load = await SteadyRate.RunAsync(platform.ApiEndPoint, request, perSecond, 64, duration, cancellationToken);
        await JobOracle.DrainAsync(platform, since, cancellationToken);
        var times = await JobOracle.TimesAsync(platform, load.Submitted!.Keys, cancellationToken);
        return new LatencyResult(
            name,
            load,
            new Percentiles(times.Select(t => (t.Started - load.Submitted[t.Id]).TotalMilliseconds)),
            new Percentiles(times.Select(t => (t.Finished - load.Submitted[t.Id]).TotalMilliseconds)));
    }
}

/// <summary>The results of a latency run, in milliseconds from the moment at which a request was due.</summary>
/// <param name="Name">The scenario.</param>
/// <param name="Load">The client's view.</param>
/// <param name="Start">Until the handler started.</param>
/// <param name="Complete">Until the handler ended.</param>
internal sealed record LatencyResult(string Name, LoadResult Load, Percentiles Start, Percentiles Complete);
