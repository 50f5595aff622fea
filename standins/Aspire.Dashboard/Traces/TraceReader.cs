using System.Runtime.InteropServices;
using Aspire.Dashboard.Search;
using Aspire.Dashboard.Telemetry;

namespace Aspire.Dashboard.Traces;

/// <summary>Answers what pages ask about traces.</summary>
internal sealed class TraceReader(TelemetryStore store)
{
    private const int MostLogs = 1_000;

    public TraceList Search(TraceFilter filter, int limit)
    {
        var all = store.Traces.NewestFirst();
        var matching = all.FindAll(trace => trace.Spans.Length > 0 && filter.Matches(trace));
        var newest = matching.OrderByDescending(trace => TraceTimes.Of(trace).Start).Take(limit);
        return new TraceList([.. newest.Select(Summarise)], matching.Count, all.Count);
    }

    public TraceDetail? Find(UInt128 id)
    {
        if (store.Traces.Find(id) is not { Spans.Length: > 0 } trace)
        {
            return null;
        }

        var times = TraceTimes.Of(trace);
        var spans = new List<SpanDetail>(trace.Spans.Length);
        foreach (var placed in SpanTree.Order(trace.Spans))
        {
            spans.Add(Detail(placed, times));
        }

        return new TraceDetail(Summarise(trace), spans, trace.Refused, LogsOf(id, times));
    }

    private TraceSummary Summarise(TraceView trace)
    {
        var times = TraceTimes.Of(trace);
        var shares = new Dictionary<TelemetrySender, (int Spans, int Errors)>(ReferenceEqualityComparer.Instance);
        var root = trace.Spans[0];
        var errors = 0;
        foreach (var span in trace.Spans)
        {
            ref var share = ref CollectionsMarshal.GetValueRefOrAddDefault(shares, span.Sender, out _);
            share.Spans++;
            if (span.Status == SpanStatus.Error)
            {
                share.Errors++;
                errors++;
            }

            root = Topmost(root, span);
        }

        return new TraceSummary(
            TelemetryId.Trace(trace.Id),
            root.Name,
            Label(root.Sender),
            UnixNanos.ToTime(times.Start),
            times.DurationMs,
            trace.Spans.Length,
            errors,
            root.ParentId == 0,
            [.. shares.Select(share => new SenderShare(Label(share.Key), share.Value.Spans, share.Value.Errors))
                .OrderBy(share => share.Resource.Id, StringComparer.Ordinal)]);
    }

    private static SpanRecord Topmost(SpanRecord one, SpanRecord other)
    {
        if ((one.ParentId == 0) != (other.ParentId == 0))
        {
            return one.ParentId == 0 ? one : other;
        }

        return other.Start < one.Start ? other : one;
    }

    private SpanDetail Detail(PlacedSpan placed, TraceTimes times)
    {
        var span = placed.Span;
        return new SpanDetail(
            TelemetryId.Span(span.SpanId),
            span.ParentId == 0 ? null : TelemetryId.Span(span.ParentId),
            placed.ParentIsMissing,
            placed.Depth,
            Label(span.Sender),
            span.Scope,
            span.Name,
            span.Role.ToString(),
            span.Status.ToString(),
            span.StatusMessage,
            UnixNanos.ToTime(span.Start),
            UnixNanos.ToMilliseconds(span.Start - times.Start),
            UnixNanos.ToMilliseconds(span.End - span.Start),
            NamedValue.List(span.Attributes),
            Array.ConvertAll(span.Events, item => new SpanEvent(item.Name, UnixNanos.ToMilliseconds(item.At - times.Start), NamedValue.List(item.Attributes))),
            Array.ConvertAll(span.Links, link => new SpanLink(
                TelemetryId.Trace(link.TraceId), TelemetryId.Span(link.SpanId), store.Traces.Find(link.TraceId) is not null, NamedValue.List(link.Attributes))),
            span.LeftOut);
    }

    private List<SpanLog> LogsOf(UInt128 id, TraceTimes times) =>
        [.. store.Logs.After(0)
            .Where(entry => entry.TraceId == id)
            .Take(MostLogs)
            .Select(entry => new SpanLog(
                entry.Number,
                entry.SpanId == 0 ? null : TelemetryId.Span(entry.SpanId),
                UnixNanos.ToMilliseconds(entry.At - times.Start),
                entry.Severity.ToString(),
                Label(entry.Sender),
                entry.Message))];

    private SenderLabel Label(TelemetrySender sender) => SenderLabel.Of(sender, store.Senders);
}
