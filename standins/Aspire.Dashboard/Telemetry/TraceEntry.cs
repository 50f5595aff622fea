namespace Aspire.Dashboard.Telemetry;

/// <summary>The kept spans of one trace. Written under the store's lock only; readers get <see cref="TraceView"/>s.</summary>
internal sealed class TraceEntry(UInt128 id)
{
    // Append only: a reader that holds an array and a count sees nothing move.
    private SpanRecord[] _spans = new SpanRecord[4];

    public UInt128 Id => id;

    public int Count { get; private set; }

    public long Bytes { get; private set; }

    public int Refused { get; set; }

    public TraceView View => new(id, _spans, Count, Refused);

    public void Add(SpanRecord span)
    {
        if (Count == _spans.Length)
        {
            Array.Resize(ref _spans, _spans.Length * 2);
        }

        _spans[Count++] = span;
        Bytes += span.Bytes;
    }
}

/// <summary>The spans of a trace at one moment, in the order in which they came in.</summary>
internal readonly struct TraceView(UInt128 id, SpanRecord[] spans, int count, int refused)
{
    public UInt128 Id => id;

    public int Refused => refused;

    public ReadOnlySpan<SpanRecord> Spans => spans.AsSpan(0, count);
}
