using Platform.Benchmarks.Load;
using Platform.Benchmarks.Peers;
using Platform.Benchmarks.Scenarios;
using Platform.Benchmarks.UnderTest;

namespace Platform.Benchmarks;

/// <summary>Starts the platform and runs the scenarios one after another.</summary>
internal static class BenchRun
{
    private const int Connections = 256;
    private const int BulkConnections = 16;
    private const int BulkSize = 100;
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        if (options.Help)
        {
            Console.WriteLine(BenchOptions.Usage);
            return;
        }

        LayoutCost.Run(options);
        if (LayoutCost.IsOnly(options))
        {
            return;
        }

        await StudioFluency.RunAsync(options, cancellationToken);
        if (StudioFluency.IsOnly(options))
        {
            return;
        }

        // On platforms of its own, gone before the others are measured.
        await TelemetryCost.RunAsync(options, cancellationToken);
        if (TelemetryCost.IsOnly(options))
        {
            return;
        }

        await using var platform = await BenchPlatform.StartAsync(cancellationToken);
        await Messages.RunAsync(options, platform, cancellationToken);
        if (Messages.IsOnly(options))
        {
            return;
        }

        await WarmUpAsync(platform, cancellationToken);
        if (Separation.IsOnly(options))
        {
            await Separation.RunAsync(options, platform, cancellationToken);
            return;
        }

        var single = await ScenariosAsync(options, platform, string.Empty, cancellationToken);
        if (options.BigTable)
        {
            await BigTable.FillAsync(platform, cancellationToken);
            _ = await ScenariosAsync(options, platform, ", big table", cancellationToken);
        }

        // After the others: what was killed has to become warm again.
        await Separation.RunAsync(options, platform, cancellationToken);
        if (options.Peer)
        {
            await Peer.RunAsync(single, cancellationToken);
        }
    }

    // Until the runtime has compiled the hot paths a second time: before that a job costs three times as much CPU.
    private static async Task WarmUpAsync(BenchPlatform platform, CancellationToken cancellationToken)
    {
        var since = TimeProvider.System.GetUtcNow();
        var single = SubmitRequest.Single(platform.Api, platform.ApiKey);
        await ClosedLoop.RunAsync(platform.ApiEndPoint, single, Connections, s_warmUp, cancellationToken);
        var bulk = SubmitRequest.Bulk(platform.Api, platform.ApiKey, BulkSize);
        await ClosedLoop.RunAsync(platform.ApiEndPoint, bulk, BulkConnections, s_warmUp / 4, cancellationToken);
        await JobOracle.DrainAsync(platform, since, cancellationToken);
    }

    /// <returns>Jobs completed in a second, submitted one a request; null when that was not asked for.</returns>
    private static async Task<double?> ScenariosAsync(BenchOptions options, BenchPlatform platform, string suffix, CancellationToken cancellationToken)
    {
        var length = TimeSpan.FromSeconds(options.Seconds);
        foreach (var rate in new[] { 200.0, 2000.0 })
        {
            var name = FormattableString.Invariant($"steady {rate:0}/s");
            if (options.Wants(name))
            {
                await JobOracle.SettleAsync(platform, cancellationToken);
                Report.Print(await Latency.RunAsync(name + suffix, platform, rate, length, cancellationToken));
            }
        }

        double? completed = null;
        if (options.Wants("single"))
        {
            var single = await Throughput.RunAsync(
                "single submits" + suffix, platform, SubmitRequest.Single(platform.Api, platform.ApiKey), Connections, length, cancellationToken);
            Report.Print(single);
            completed = single.CompletedPerSecond;
        }

        if (options.Wants("bulk"))
        {
            Report.Print(await Throughput.RunAsync(
                $"bulk submits, {BulkSize} a request" + suffix, platform, SubmitRequest.Bulk(platform.Api, platform.ApiKey, BulkSize), BulkConnections, length, cancellationToken));
        }

        return completed;
    }
}
