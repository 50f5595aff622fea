using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Platform.Benchmarks.Measure;

namespace Platform.Benchmarks.Load;

/// <summary>
/// Requests at a fixed rate, whatever the answers take. Latency counts from the moment a request was due, so a stall
/// is seen by all the requests it delayed (no coordinated omission).
/// Each connection has a thread of its own, and so has the clock: the runtime's timers tick with the kernel's coarse clock
/// and an answer would wait for a thread of the pool to wake up, which together adds several milliseconds of the tool's own.
/// </summary>
internal static class SteadyRate
{
    /// <summary>Sent at the same rate before anything is counted: the tool's own code has to be compiled too.</summary>
    private static readonly TimeSpan s_leadIn = TimeSpan.FromSeconds(3);

    /// <summary>For how long a run sends before it counts.</summary>
    public static TimeSpan LeadInOf(TimeSpan duration) => duration > s_leadIn ? s_leadIn : TimeSpan.Zero;

    public static async Task<LoadResult> RunAsync(
        IPEndPoint api, SubmitRequest request, double perSecond, int connections, TimeSpan duration, CancellationToken cancellationToken)
    {
        if (LeadInOf(duration) is { Ticks: > 0 } leadIn)
        {
            await RunAsync(api, request, perSecond, connections, leadIn, cancellationToken).ConfigureAwait(false);
        }

        using var due = new BlockingCollection<long>(100_000);
        var submitted = new ConcurrentDictionary<Guid, DateTime>();
        var epoch = TimeProvider.System.GetUtcNow().UtcDateTime;
        var origin = Stopwatch.GetTimestamp();
        var drivers = new List<Task<Tally>>();
        for (var i = 0; i < connections; i++)
        {
            var connection = new HttpConnection(api);
            await connection.ConnectAsync(cancellationToken).ConfigureAwait(false);
            var own = request.Clone();
            drivers.Add(OnItsOwnThread(() => Drive(connection, own, due, submitted, at => epoch + Stopwatch.GetElapsedTime(origin, at), cancellationToken)));
        }

        await OnItsOwnThread(() => Pace(due, perSecond, duration, cancellationToken)).ConfigureAwait(false);
        var runs = await Task.WhenAll(drivers).ConfigureAwait(false);
        return new LoadResult(
            runs.Sum(r => r.Accepted), runs.Sum(r => r.Refused), runs.Sum(r => r.Failed), Stopwatch.GetElapsedTime(origin), new Percentiles(runs.SelectMany(r => r.Latencies)))
        {
            Submitted = submitted,
        };
    }

    private static Task<T> OnItsOwnThread<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static long Pace(BlockingCollection<long> due, double perSecond, TimeSpan duration, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var total = (long)(perSecond * duration.TotalSeconds);
        long sent = 0;
        while (sent < total && !cancellationToken.IsCancellationRequested)
        {
            var reached = Math.Min(total, 1 + (long)(Stopwatch.GetElapsedTime(start).TotalSeconds * perSecond));
            for (; sent < reached; sent++)
            {
                due.Add(start + (long)(sent / perSecond * Stopwatch.Frequency), CancellationToken.None);
            }

            cancellationToken.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(1));
        }

        due.CompleteAdding();
        return sent;
    }

    private static Tally Drive(
        HttpConnection connection, SubmitRequest request, BlockingCollection<long> due, ConcurrentDictionary<Guid, DateTime> submitted, Func<long, DateTime> moment, CancellationToken cancellationToken)
    {
        var tally = new Tally();
        using (connection)
        {
            foreach (var at in due.GetConsumingEnumerable(cancellationToken))
            {
                var status = connection.Send(request.Next());
                tally.Latencies.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
                tally.Count(status, request.Jobs);
                if (status == 202 && request.Jobs == 1)
                {
                    submitted[ReadId(connection.Body)] = moment(at);
                }
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
