using System.Diagnostics;
using Platform.Benchmarks.Load;
using Platform.Benchmarks.Measure;
using Platform.Benchmarks.UnderTest;

namespace Platform.Benchmarks.Broker;

/// <summary>Clients that each publish, consume and acknowledge in turn, as fast as they are answered.</summary>
internal static class MessageRun
{
    public static async Task<MessageResult> WholeAsync(
        string name, BenchPlatform platform, string queue, int clients, int batch, TimeSpan duration, CancellationToken cancellationToken)
    {
        var cpu = CpuMeter.Read();
        var clock = Stopwatch.StartNew();
        var runs = await Task.WhenAll(Enumerable.Range(0, clients)
            .Select(_ => CycleAsync(platform, new MessageRequests(platform.Api, platform.ApiKey, queue, batch), clock, duration, cancellationToken)));
        var elapsed = clock.Elapsed;
        var messages = runs.Sum(r => r.Messages);
        var after = CpuMeter.Read();
        return new MessageResult(
            name,
            messages / elapsed.TotalSeconds,
            runs.Sum(r => r.Failed),
            [
                ("publish", new Percentiles(runs.SelectMany(r => r.Publish))), ("consume", new Percentiles(runs.SelectMany(r => r.Consume))), ("ack", new Percentiles(runs.SelectMany(r => r.Ack))),
                ("end to end", new Percentiles(runs.SelectMany(r => r.EndToEnd))),
            ],
            after.ToDictionary(p => p.Key, p => (p.Value - cpu.GetValueOrDefault(p.Key)) * 1e6 / Math.Max(1, messages), StringComparer.Ordinal));
    }

    /// <summary>Only publishes, or only consumes and acknowledges what is there.</summary>
    public static async Task<MessageResult> PartAsync(
        string name, BenchPlatform platform, string queue, bool publish, int clients, int batch, TimeSpan duration, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var runs = await Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
        {
            var requests = new MessageRequests(platform.Api, platform.ApiKey, queue, batch);
            var tally = new CycleTally();
            using var connection = new HttpConnection(platform.ApiEndPoint);
            await connection.ConnectAsync(cancellationToken);
            while (clock.Elapsed < duration)
            {
                if (publish)
                {
                    await TimedAsync(connection, requests.Publish, tally.Publish, tally, 201, cancellationToken);
                    tally.Messages += batch;
                }
                else if (!await TakeAsync(connection, requests, tally, cancellationToken))
                {
                    break;
                }
            }

            return tally;
        }));
        return new MessageResult(
            name, runs.Sum(r => r.Messages) / clock.Elapsed.TotalSeconds, runs.Sum(r => r.Failed),
            publish ? [("publish", new Percentiles(runs.SelectMany(r => r.Publish)))] : [("consume", new Percentiles(runs.SelectMany(r => r.Consume))), ("ack", new Percentiles(runs.SelectMany(r => r.Ack)))],
            new Dictionary<string, double>(StringComparer.Ordinal));
    }

    /// <summary>Publishes at a steady rate while consumers wait; from the moment a publish was due.</summary>
    public static async Task<MessageResult> SteadyAsync(
        string name, BenchPlatform platform, string queue, double perSecond, TimeSpan duration, CancellationToken cancellationToken)
    {
        const int publishers = 16;
        const int consumers = 16;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var arrived = new System.Collections.Concurrent.ConcurrentDictionary<long, long>();
        var failed = 0L;
        var consuming = Enumerable.Range(0, consumers).Select(async _ =>
        {
            var requests = new MessageRequests(platform.Api, platform.ApiKey, queue, 1);
            using var connection = new HttpConnection(platform.ApiEndPoint);
            await connection.ConnectAsync(cancellationToken);
            while (!end.IsCancellationRequested)
            {
                if (await connection.SendAsync(requests.WaitAndConsume, cancellationToken) == 200)
                {
                    var at = Stopwatch.GetTimestamp();
                    var deliveries = MessageRequests.Deliveries(connection.Body);
                    arrived[deliveries[0].Id] = at;
                    if (await connection.SendAsync(requests.Ack(deliveries), cancellationToken) != 200)
                    {
                        Interlocked.Increment(ref failed);
                    }
                }
            }
        }).ToArray();

        var published = new System.Collections.Concurrent.ConcurrentDictionary<long, long>();
        var latencies = new System.Collections.Concurrent.ConcurrentBag<double>();
        var start = Stopwatch.GetTimestamp();
        var next = -1L;
        var total = (long)(perSecond * duration.TotalSeconds);
        await Task.WhenAll(Enumerable.Range(0, publishers).Select(async _ =>
        {
            var requests = new MessageRequests(platform.Api, platform.ApiKey, queue, 1);
            using var connection = new HttpConnection(platform.ApiEndPoint);
            await connection.ConnectAsync(cancellationToken);
            for (var i = Interlocked.Increment(ref next); i < total; i = Interlocked.Increment(ref next))
            {
                var due = start + (long)(i / perSecond * Stopwatch.Frequency);
                var wait = TimeSpan.FromSeconds((double)(due - Stopwatch.GetTimestamp()) / Stopwatch.Frequency);
                if (wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait, cancellationToken);

                    // The timer's own lateness is not the platform's.
                    due = Math.Max(due, Stopwatch.GetTimestamp());
                }

                if (await connection.SendAsync(requests.Publish, cancellationToken) == 201)
                {
                    latencies.Add(Stopwatch.GetElapsedTime(due).TotalMilliseconds);
                    published[IdOf(connection.Body)] = due;
                }
                else
                {
                    Interlocked.Increment(ref failed);
                }
            }
        }));
        var rate = total / Stopwatch.GetElapsedTime(start).TotalSeconds;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (published.Keys.Any(id => !arrived.ContainsKey(id)) && !limit.IsCancellationRequested)
        {
            await Task.Delay(20, cancellationToken);
        }

        await end.CancelAsync();
        await Task.WhenAll(consuming);
        var late = published.Where(p => arrived.ContainsKey(p.Key)).Select(p => Stopwatch.GetElapsedTime(p.Value, arrived[p.Key]).TotalMilliseconds).ToList();
        return new MessageResult(
            name, rate, failed + published.Count - late.Count, [("publish", new Percentiles(latencies)), ("publish to consumed", new Percentiles(late))], new Dictionary<string, double>(StringComparer.Ordinal));
    }

    private static async Task<CycleTally> CycleAsync(
        BenchPlatform platform, MessageRequests requests, Stopwatch clock, TimeSpan duration, CancellationToken cancellationToken)
    {
        var tally = new CycleTally();
        using var connection = new HttpConnection(platform.ApiEndPoint);
        await connection.ConnectAsync(cancellationToken);
        while (clock.Elapsed < duration)
        {
            await TimedAsync(connection, requests.Publish, tally.Publish, tally, 201, cancellationToken);

            // Another client may have taken this one's message; then this one finds the queue empty.
            await TakeAsync(connection, requests, tally, cancellationToken);
        }

        return tally;
    }

    private static async Task<bool> TakeAsync(HttpConnection connection, MessageRequests requests, CycleTally tally, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var status = await connection.SendAsync(requests.Consume, cancellationToken);
        if (status != 200)
        {
            tally.Failed += status == 204 ? 0 : 1;
            return false;
        }

        tally.Consume.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        var now = TimeProvider.System.GetUtcNow();
        var deliveries = MessageRequests.Deliveries(connection.Body);
        tally.EndToEnd.AddRange(deliveries.Select(d => (now - d.CreatedAt).TotalMilliseconds));
        await TimedAsync(connection, requests.Ack(deliveries), tally.Ack, tally, 200, cancellationToken);
        tally.Messages += deliveries.Count;
        return true;
    }

    private static async Task TimedAsync(
        HttpConnection connection, ReadOnlyMemory<byte> request, List<double> latencies, CycleTally tally, int expected, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        if (await connection.SendAsync(request, cancellationToken) != expected)
        {
            tally.Failed++;
        }

        latencies.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    private static long IdOf(ReadOnlyMemory<byte> body)
    {
        var reader = new System.Text.Json.Utf8JsonReader(body.Span);
        reader.Read();
        reader.Read();
        reader.Read();
        return reader.GetInt64();
    }

    private sealed class CycleTally
    {
        public long Messages { get; set; }

        public long Failed { get; set; }

        public List<double> Publish { get; } = [];

        public List<double> Consume { get; } = [];

        public List<double> Ack { get; } = [];

        /// <summary>From when the broker took a message to when a consumer had it.</summary>
        public List<double> EndToEnd { get; } = [];
    }
}

/// <summary>The results of a run with messages.</summary>
/// <param name="Name">The scenario.</param>
/// <param name="PerSecond">Messages per second.</param>
/// <param name="Failed">Answers that were not expected.</param>
/// <param name="Latencies">Milliseconds by kind of request.</param>
/// <param name="CpuMicroseconds">CPU time per message by group of processes.</param>
internal sealed record MessageResult(
    string Name, double PerSecond, long Failed, IReadOnlyList<(string What, Percentiles Times)> Latencies, IReadOnlyDictionary<string, double> CpuMicroseconds)
{
    /// <param name="toBeat">What there is to compare it with; null for nothing.</param>
    public void Print(string? toBeat = null)
    {
        Console.WriteLine(FormattableString.Invariant($"{Name}: {PerSecond:N0} messages/s, failed {Failed:N0}"));
        if (toBeat is not null)
        {
            Console.WriteLine("  to beat: " + toBeat);
        }

        foreach (var (what, t) in Latencies)
        {
            Console.WriteLine(FormattableString.Invariant($"  {what,-20} p50 {t.At(0.5):0.0} ms, p99 {t.At(0.99):0.0} ms, max {t.At(1):0.0} ms ({t.Count:N0})"));
        }

        if (CpuMicroseconds.Count > 0)
        {
            Console.WriteLine("  CPU per message: " + string.Join(", ", CpuMicroseconds.OrderByDescending(p => p.Value).Where(p => p.Value >= 0.05).Select(p => FormattableString.Invariant($"{p.Key} {p.Value:0.0} µs"))));
        }
    }
}
