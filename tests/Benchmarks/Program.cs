using Platform.Benchmarks;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
await BenchRun.RunAsync(BenchOptions.Parse(args), stop.Token).ConfigureAwait(false);
