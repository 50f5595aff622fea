using System.Text;
using Platform.Benchmarks.Broker;
using Platform.Benchmarks.Load;
using Platform.Benchmarks.Measure;
using Platform.Benchmarks.UnderTest;

namespace Platform.Benchmarks.Scenarios;

/// <summary>
/// What the death of a service costs the calls of the other: the same steady rate undisturbed, and with a kill -9 after a quarter of the time. The
/// host starts the killed process again at once, on processors that the load needs too.
/// </summary>
internal static class Separation
{
    private const string Name = "separation";
    private const double PerSecond = 200;
    private const int Connections = 64;
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(10);

    /// <summary>Whether the options name this scenario and no others.</summary>
    public static bool IsOnly(BenchOptions options) => options.Only?.StartsWith(Name, StringComparison.OrdinalIgnoreCase) == true;

    public static async Task RunAsync(BenchOptions options, BenchPlatform platform, CancellationToken cancellationToken)
    {
        if (!options.Wants(Name))
        {
            return;
        }

        var length = TimeSpan.FromSeconds(options.Seconds);
        await MessagesAsync(platform, length, cancellationToken).ConfigureAwait(false);
        await JobsAsync(platform, length, cancellationToken).ConfigureAwait(false);
    }

    private static async Task MessagesAsync(BenchPlatform platform, TimeSpan length, CancellationToken cancellationToken)
    {
        var queue = await Messages.CreateAsync(platform, cancellationToken).ConfigureAwait(false);
        await MessageRun.SteadyAsync("warm-up", platform, queue, PerSecond, s_warmUp, cancellationToken).ConfigureAwait(false);
        var before = await MessageRun.SteadyAsync(Name, platform, queue, PerSecond, length, cancellationToken).ConfigureAwait(false);
        var load = MessageRun.SteadyAsync(Name, platform, queue, PerSecond, length, cancellationToken);
        await KillAfterAsync(platform, "job-manager", length / 4, cancellationToken).ConfigureAwait(false);
        var after = await load.ConfigureAwait(false);
        for (var i = 0; i < before.Latencies.Count; i++)
        {
            Print($"messages, job-manager killed: {before.Latencies[i].What}", before.Latencies[i].Times, after.Latencies[i].Times);
        }

        Console.WriteLine(FormattableString.Invariant($"  failed {before.Failed:N0} undisturbed, {after.Failed:N0} with the kill"));
    }

    private static async Task JobsAsync(BenchPlatform platform, TimeSpan length, CancellationToken cancellationToken)
    {
        // JobManager has just been started again.
        var since = TimeProvider.System.GetUtcNow();
        var request = SubmitRequest.Single(platform.Api, platform.ApiKey);
        await ClosedLoop.RunAsync(platform.ApiEndPoint, request, Connections, s_warmUp, cancellationToken).ConfigureAwait(false);
        await JobOracle.DrainAsync(platform, since, cancellationToken).ConfigureAwait(false);
        await JobOracle.SettleAsync(platform, cancellationToken).ConfigureAwait(false);
        var before = await SteadyRate.RunAsync(platform.ApiEndPoint, request, PerSecond, Connections, length, cancellationToken).ConfigureAwait(false);
        await JobOracle.SettleAsync(platform, cancellationToken).ConfigureAwait(false);
        var load = SteadyRate.RunAsync(platform.ApiEndPoint, request, PerSecond, Connections, length, cancellationToken);
        await KillAfterAsync(platform, "broker", SteadyRate.LeadInOf(length) + (length / 4), cancellationToken).ConfigureAwait(false);
        var after = await load.ConfigureAwait(false);
        Print("jobs, broker killed: accept", before.Latency, after.Latency);
        Console.WriteLine(FormattableString.Invariant($"  refused or failed {before.Refused + before.Failed:N0} undisturbed, {after.Refused + after.Failed:N0} with the kill"));
        await JobOracle.DrainAsync(platform, since, cancellationToken).ConfigureAwait(false);
    }

    private static async Task KillAfterAsync(BenchPlatform platform, string service, TimeSpan wait, CancellationToken cancellationToken)
    {
        await Task.Delay(wait, cancellationToken).ConfigureAwait(false);
        await platform.KillAsync(service, cancellationToken).ConfigureAwait(false);
    }

    private static void Print(string what, Percentiles before, Percentiles after)
    {
        var line = new StringBuilder().Append(FormattableString.Invariant($"{Name}, {what}:"));
        foreach (var (name, share) in ((string, double)[])[("p50", 0.5), ("p99", 0.99)])
        {
            var (undisturbed, killed) = (before.At(share), after.At(share));
            line.Append(FormattableString.Invariant($" {name} {undisturbed:0.0} ms, with the kill {killed:0.0} ms (ratio {killed / undisturbed:0.00});"));
        }

        Console.WriteLine(line.ToString().TrimEnd(';'));
    }
}
