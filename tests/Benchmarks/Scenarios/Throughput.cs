using System.Diagnostics;
using Platform.Benchmarks.Load;
using Platform.Benchmarks.Measure;
using Platform.Benchmarks.UnderTest;

namespace Platform.Benchmarks.Scenarios;

/// <summary>As many jobs as the platform takes, and how long until all of them are done.</summary>
internal static class Throughput
{
    public static async Task<ThroughputResult> RunAsync(
        string name, BenchPlatform platform, SubmitRequest request, int connections, TimeSpan duration, CancellationToken cancellationToken)
    {
        var since = TimeProvider.System.GetUtcNow();
        var cpuBefore = CpuMeter.Read();
        var clock = Stopwatch.StartNew();
        var load = await ClosedLoop.RunAsync(platform.ApiEndPoint, request, connections, duration, cancellationToken);
        var loadEnd = TimeProvider.System.GetUtcNow();
        await JobOracle.DrainAsync(platform, since, cancellationToken);
        var drained = clock.Elapsed;
        var cpu = CpuMeter.Read();
        var (completed, underLoad) = await JobOracle.CountSucceededAsync(platform, since, loadEnd, cancellationToken);
        return new ThroughputResult(name, load, drained, underLoad, completed, cpu.ToDictionary(
            p => p.Key, p => (p.Value - cpuBefore.GetValueOrDefault(p.Key)) * 1e6 / Math.Max(1, load.Accepted), StringComparer.Ordinal));
    }
}

/// <summary>The results of a throughput run.</summary>
/// <param name="Name">The scenario.</param>
/// <param name="Load">The client's view.</param>
/// <param name="Drained">From the first request until the last job was done.</param>
/// <param name="UnderLoad">Jobs done before the load ended.</param>
/// <param name="Completed">Rows that succeeded, counted in the table.</param>
/// <param name="CpuMicroseconds">CPU time per job by group of processes, in microseconds.</param>
internal sealed record ThroughputResult(
    string Name, LoadResult Load, TimeSpan Drained, long UnderLoad, long Completed, IReadOnlyDictionary<string, double> CpuMicroseconds)
{
    public double CompletedPerSecond => Completed / Drained.TotalSeconds;

    /// <summary>Share of the accepted jobs that were done while the load still ran.</summary>
    public double CompletedShareUnderLoad => Load.Accepted == 0 ? 0 : (double)UnderLoad / Load.Accepted;
}
