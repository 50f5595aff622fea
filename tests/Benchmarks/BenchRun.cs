using Platform.Benchmarks.Peers;
using Platform.Benchmarks.Load;
using Platform.Benchmarks.UnderTest;
using Platform.Benchmarks.Scenarios;

namespace Platform.Benchmarks;

/// <summary>Starts the platform and runs the scenarios one after another.</summary>
internal static class BenchRun
{
    private const int Connections = 256;
    private const int BulkConnections = 16;
    private const int BulkSize = 100;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(30);

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

        // On platforms of its own, gone before the others are measured.
        await TelemetryCost.RunAsync(options, cancellationToken).ConfigureAwait(false);
        if (TelemetryCost.IsOnly(options))
        {
            return;
        }

        await using var platform = await BenchPlatform.StartAsync(cancellationToken).ConfigureAwait(false);
        await Messages.RunAsync(options, platform, cancellationToken).ConfigureAwait(false);
        if (Messages.IsOnly(options))
        {
            return;
        }

        await WarmUpAsync(platform, cancellationToken).ConfigureAwait(false);
        if (Separation.IsOnly(options))
        {
            await Separation.RunAsync(options, platform, cancellationToken).ConfigureAwait(false);
            return;
        }

        var single = await ScenariosAsync(options, platform, string.Empty, cancellationToken).ConfigureAwait(false);
        if (options.BigTable)
        {
            await BigTable.FillAsync(platform, cancellationToken).ConfigureAwait(false);
            _ = await ScenariosAsync(options, platform, ", big table", cancellationToken).ConfigureAwait(false);
        }

        // After the others: what was killed has to become warm again.
        await Separation.RunAsync(options, platform, cancellationToken).ConfigureAwait(false);
        if (options.Peer)
        {
            await Peer.RunAsync(single, cancellationToken).ConfigureAwait(false);
        }
    }

    // Until the runtime has compiled the hot paths a second time: before that a job costs three times as much CPU.
    private static async Task WarmUpAsync(BenchPlatform platform, CancellationToken cancellationToken)
    {
        var since = TimeProvider.System.GetUtcNow();
        var single = SubmitRequest.Single(platform.Api, platform.ApiKey);
        await ClosedLoop.RunAsync(platform.ApiEndPoint, single, Connections, WarmUp, cancellationToken).ConfigureAwait(false);
        var bulk = SubmitRequest.Bulk(platform.Api, platform.ApiKey, BulkSize);
        await ClosedLoop.RunAsync(platform.ApiEndPoint, bulk, BulkConnections, WarmUp / 4, cancellationToken).ConfigureAwait(false);
        await JobOracle.DrainAsync(platform, since, cancellationToken).ConfigureAwait(false);
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
                await JobOracle.SettleAsync(platform, cancellationToken).ConfigureAwait(false);
                Report.Print(await Latency.RunAsync(name + suffix, platform, rate, length, cancellationToken).ConfigureAwait(false));
            }
        }

        double? completed = null;
        if (options.Wants("single"))
        {
            var single = await Throughput.RunAsync(
                "single submits" + suffix, platform, SubmitRequest.Single(platform.Api, platform.ApiKey), Connections, length, cancellationToken).ConfigureAwait(false);
            Report.Print(single);
            completed = single.CompletedPerSecond;
        }

        if (options.Wants("bulk"))
        {
            Report.Print(await Throughput.RunAsync(
                $"bulk submits, {BulkSize} a request" + suffix, platform, SubmitRequest.Bulk(platform.Api, platform.ApiKey, BulkSize), BulkConnections, length, cancellationToken).ConfigureAwait(false));
        }

        return completed;
    }
}
