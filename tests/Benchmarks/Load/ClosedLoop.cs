using System.Diagnostics;
using System.Net;
using Platform.Benchmarks.Measure;

namespace Platform.Benchmarks.Load;

/// <summary>As much load as the platform takes: each connection sends its next request when the last is answered.</summary>
internal static class ClosedLoop
{
    public static async Task<LoadResult> RunAsync(
        IPEndPoint api, SubmitRequest request, int connections, TimeSpan duration, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(duration + TimeSpan.FromSeconds(30));
        var clock = Stopwatch.StartNew();
        var runs = await Task.WhenAll(Enumerable.Range(0, connections)
            .Select(_ => DriveAsync(api, request.Clone(), clock, duration, deadline.Token)));
        return new LoadResult(
            runs.Sum(r => r.Accepted), runs.Sum(r => r.Refused), runs.Sum(r => r.Failed), clock.Elapsed, new Percentiles(runs.SelectMany(r => r.Latencies)));
    }

    private static async Task<Tally> DriveAsync(
        IPEndPoint api, SubmitRequest request, Stopwatch clock, TimeSpan duration, CancellationToken cancellationToken)
    {
        var tally = new Tally();
        using var connection = new HttpConnection(api);
        await connection.ConnectAsync(cancellationToken);
        while (clock.Elapsed < duration)
        {
            var start = Stopwatch.GetTimestamp();
            var status = await connection.SendAsync(request.Next(), cancellationToken);
            tally.Latencies.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            tally.Count(status, request.Jobs);
            if (status == 429)
            {
                await Task.Delay(50, cancellationToken);
            }
        }

        return tally;
    }
}
