using Aspire.Dashboard.Telemetry;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Platform.Unit.Dashboard;

public sealed class TelemetryBoundsTests
{
    private static readonly TelemetrySender Sender = new("service", "", 0, []);

    [Fact]
    public void No_limit_of_the_trace_store_is_ever_passed_and_every_span_is_accounted_for()
    {
        var limits = new TelemetryLimits { Traces = 5, Spans = 20, SpansPerTrace = 6, SpanBytes = 4_000 };
        var property = Prop.ForAll(ArbMap.Default.ArbFor<ushort[]>(), numbers =>
        {
            var store = new TraceStore(limits);
            var id = 0UL;
            foreach (var number in numbers)
            {
                store.Add([Span((UInt128)(1 + (number % 9)), ++id, 100 + (number % 300))]);
                var views = store.NewestFirst();
                var statistics = store.Statistics;
                views.Count.ShouldBeLessThanOrEqualTo(limits.Traces);
                views.Sum(view => view.Spans.Length).ShouldBe(statistics.Kept);
                statistics.Kept.ShouldBeLessThanOrEqualTo(limits.Spans);
                statistics.Bytes.ShouldBeLessThanOrEqualTo(limits.SpanBytes);
                views.Max(view => view.Spans.Length).ShouldBeLessThanOrEqualTo(limits.SpansPerTrace);
                (statistics.Kept + statistics.Forgotten + statistics.Refused).ShouldBe(statistics.Received);
            }
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), property);
    }

    [Fact]
    public void A_trace_that_still_grows_outlives_one_that_is_silent()
    {
        var store = new TraceStore(new TelemetryLimits { Traces = 2 });
        store.Add([Span(1, 1), Span(2, 2), Span(1, 3), Span(3, 4)]);

        store.NewestFirst().Select(view => view.Id).ShouldBe([(UInt128)3, (UInt128)1]);
        store.Find(2).ShouldBeNull();
    }

    [Fact]
    public void One_endless_trace_leaves_room_for_the_others()
    {
        var store = new TraceStore(new TelemetryLimits { SpansPerTrace = 100 });
        store.Add([Span(7, 1)]);
        store.Add([.. Enumerable.Range(1, 5_000).Select(number => Span(8, (ulong)number))]);

        store.Find(7).ShouldNotBeNull();
        store.Find(8)!.Value.Spans.Length.ShouldBe(100);
        store.Find(8)!.Value.Refused.ShouldBe(4_900);
    }

    [Fact]
    public void Records_that_do_not_fit_push_out_the_oldest_and_keep_their_numbers()
    {
        var store = new LogStore(new TelemetryLimits { Logs = 100, LogBytes = 10_000 });
        store.Add([.. Enumerable.Range(1, 1_000).Select(number => Log($"record {number}", 200))]);

        var kept = store.After(0);
        kept.Count.ShouldBe(50);
        kept[^1].Number.ShouldBe(1_000);
        kept[^1].Message.ShouldBe("record 1000");
        store.Find(951)!.Message.ShouldBe("record 951");
        store.Find(950).ShouldBeNull();
        store.Find(1_001).ShouldBeNull();
        store.After(998).Select(entry => entry.Number).ShouldBe([999L, 1_000L]);
        store.Statistics.Forgotten.ShouldBe(950);
    }

    [Fact]
    public void Senders_beyond_the_limit_share_one_entry()
    {
        var senders = new SenderRegistry(limit: 10);
        var resolved = Enumerable.Range(0, 1_000).Select(number => senders.Resolve("worker", $"{number}", [])).ToList();

        senders.Known.Count.ShouldBe(10);
        resolved.Skip(10).Distinct().Count().ShouldBe(1);
        senders.Resolve("worker", "3", []).ShouldBeSameAs(resolved[3]);
    }

    [Fact]
    public async Task Readers_and_writers_at_once_see_whole_traces()
    {
        var store = new TraceStore(new TelemetryLimits { Traces = 50, Spans = 500 });

        // On threads of their own: the pool's are needed by the tests beside this one.
        var writers = Enumerable.Range(0, 3).Select(writer => Task.Factory.StartNew(
            () =>
            {
                for (var number = 0; number < 20_000; number++)
                {
                    store.Add([Span((UInt128)(1 + (number % 70)), (ulong)((writer * 100_000) + number + 1))]);
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToArray();
        var done = Task.WhenAll(writers);
        while (!done.IsCompleted)
        {
            foreach (var view in store.NewestFirst())
            {
                foreach (var span in view.Spans)
                {
                    span.TraceId.ShouldBe(view.Id);
                }
            }

            await Task.Yield();
        }

        await done;
        store.Statistics.Received.ShouldBe(60_000);
        store.Statistics.Kept.ShouldBeLessThanOrEqualTo(500);
    }

    private static SpanRecord Span(UInt128 trace, ulong id, int bytes = 240) =>
        new() { TraceId = trace, SpanId = id, Sender = Sender, Name = "span", Start = (long)id, End = (long)id, Bytes = bytes };

    private static LogEntry Log(string message, int bytes) =>
        new() { At = 1, Sender = Sender, Severity = LogSeverity.Information, Message = message, Bytes = bytes };
}
