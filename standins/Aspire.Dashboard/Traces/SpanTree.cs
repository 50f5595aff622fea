using Aspire.Dashboard.Telemetry;

namespace Aspire.Dashboard.Traces;

/// <summary>A span and its place in the tree.</summary>
internal readonly record struct PlacedSpan(SpanRecord Span, int Depth, bool ParentIsMissing);

/// <summary>Puts spans into the order of their tree: parents before children, siblings by start. Survives missing parents, repeated spans and circles.</summary>
internal static class SpanTree
{
    public static List<PlacedSpan> Order(ReadOnlySpan<SpanRecord> spans)
    {
        var byId = new Dictionary<ulong, SpanRecord>(spans.Length);
        foreach (var span in spans)
        {
            // A sender that repeats a request sends the same span twice.
            byId.TryAdd(span.SpanId, span);
        }

        var children = byId.Values.ToLookup(span => HasKeptParent(span, byId) ? span.ParentId : 0UL);
        var placed = new List<PlacedSpan>(byId.Count);
        var waiting = new Stack<PlacedSpan>();
        var done = new HashSet<ulong>(byId.Count);
        Push(waiting, children[0], depth: 0);
        Drain(waiting, children, placed, done);

        // What is left hangs in a circle; it starts wherever the clock says.
        foreach (var span in byId.Values.Where(span => !done.Contains(span.SpanId)).OrderBy(span => span.Start).ToList())
        {
            waiting.Push(new PlacedSpan(span, 0, true));
            Drain(waiting, children, placed, done);
        }

        return placed;
    }

    private static bool HasKeptParent(SpanRecord span, Dictionary<ulong, SpanRecord> byId) =>
        span.ParentId != 0 && span.ParentId != span.SpanId && byId.ContainsKey(span.ParentId);

    private static void Drain(Stack<PlacedSpan> waiting, ILookup<ulong, SpanRecord> children, List<PlacedSpan> placed, HashSet<ulong> done)
    {
        while (waiting.TryPop(out var next))
        {
            if (done.Add(next.Span.SpanId))
            {
                placed.Add(next);
                Push(waiting, children[next.Span.SpanId], next.Depth + 1);
            }
        }
    }

    private static void Push(Stack<PlacedSpan> waiting, IEnumerable<SpanRecord> siblings, int depth)
    {
        foreach (var span in siblings.OrderByDescending(span => span.Start))
        {
            waiting.Push(new PlacedSpan(span, depth, depth == 0 && span.ParentId != 0));
        }
    }
}
