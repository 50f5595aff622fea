using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using Platform.Benchmarks.Measure;

namespace Platform.Benchmarks.Load;

/// <summary>
/// Requests at a fixed rate, whatever the answers take. Latency counts from the moment a request was due, so a stall
/// is seen by all the requests it delayed (no coordinated omission).
/// </summary>
internal static class SteadyRate
{
    public static async Task<LoadResult> RunAsync(
        IPEndPoint api, SubmitRequest request, double perSecond, int connections, TimeSpan duration, CancellationToken cancellationToken)
    {
        var due = Channel.CreateBounded<long>(new BoundedChannelOptions(100_000) { SingleWriter = true });
        var submitted = new ConcurrentDictionary<Guid, DateTime>();
        var epoch = TimeProvider.System.GetUtcNow().UtcDateTime;
        var origin = Stopwatch.GetTimestamp();
        var drivers = Enumerable.Range(0, connections)
            .Select(_ => DriveAsync(api, request.Clone(), due.Reader, submitted, epoch, origin, cancellationToken)).ToArray();
        await PaceAsync(due.Writer, perSecond, duration, cancellationToken).ConfigureAwait(false);
        var runs = await Task.WhenAll(drivers).ConfigureAwait(false);
        return new LoadResult(
            runs.Sum(r => r.Accepted), runs.Sum(r => r.Refused), runs.Sum(r => r.Failed), Stopwatch.GetElapsedTime(origin), new Percentiles(runs.SelectMany(r => r.Latencies)))
        {
            Submitted = submitted,
        };
    }

    // A thread of its own: the runtime's timers tick with the kernel's coarse clock, which adds up to 10 ms to each request.
    private static Task PaceAsync(ChannelWriter<long> due, double perSecond, TimeSpan duration, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(() => Pace(due, perSecond, duration, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void Pace(ChannelWriter<long> due, double perSecond, TimeSpan duration, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var total = (long)(perSecond * duration.TotalSeconds);
        for (long sent = 0; sent < total;)
        {
            var reached = Math.Min(total, (long)(Stopwatch.GetElapsedTime(start).TotalSeconds * perSecond));
            for (; sent < reached; sent++)
            {
                var at = start + (long)(sent / perSecond * Stopwatch.Frequency);
                if (!due.TryWrite(at))
                {
                    throw new InvalidOperationException("The requests that are due do not get away.");
                }
            }

            cancellationToken.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(1));
            cancellationToken.ThrowIfCancellationRequested();
        }

        due.Complete();
    }

    private static async Task<Tally> DriveAsync(
        IPEndPoint api, SubmitRequest request, ChannelReader<long> due, ConcurrentDictionary<Guid, DateTime> submitted, DateTime epoch, long origin, CancellationToken cancellationToken)
    {
        var tally = new Tally();
        using var connection = new HttpConnection(api);
        await connection.ConnectAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var at in due.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            var status = await connection.SendAsync(request.Next(), cancellationToken).ConfigureAwait(false);
            tally.Latencies.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
            tally.Count(status, request.Jobs);
            if (status == 202 && request.Jobs == 1)
            {
                submitted[ReadId(connection.Body)] = epoch + Stopwatch.GetElapsedTime(origin, at);
            }
        }

        return tally;
    }

    private static Guid ReadId(ReadOnlyMemory<byte> body)
    {
        var start = body.Span.IndexOf((byte)'{');
        var reader = new Utf8JsonReader(body.Span[start..]);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("id"u8) && reader.Read())
            {
                return reader.GetGuid();
            }
        }

        throw new InvalidDataException("The answer has no id.");
    }
}
