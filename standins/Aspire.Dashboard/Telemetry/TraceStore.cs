using Aspire.Dashboard.Live;

namespace Aspire.Dashboard.Telemetry;

/// <summary>The traces that were last added to, bounded by traces, spans and memory.</summary>
internal sealed class TraceStore(TelemetryLimits limits)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, LinkedListNode<TraceEntry>> _byId = [];
    private readonly LinkedList<TraceEntry> _byActivity = new();
    private readonly Pulse _pulse = new();

    // One trace may not push all others out.
    private readonly long _bytesPerTrace = limits.SpanBytes / 4;
    private int _spans;
    private long _bytes;
    private long _received;
    private long _forgotten;
    private long _refused;

    public Task Changed => _pulse.Next;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _byId.Count;
            }
        }
    }

    /// <summary>Counted in spans.</summary>
    public StoreStatistics Statistics
    {
        get
        {
            lock (_gate)
            {
                return new StoreStatistics(_spans, _received, _forgotten, _refused, _bytes);
            }
        }
    }

    public void Add(IReadOnlyCollection<SpanRecord> batch)
    {
        if (batch.Count == 0)
        {
            return;
        }

        lock (_gate)
        {
            foreach (var span in batch)
            {
                Add(span);
            }
        }

        _pulse.Signal();
    }

    public TraceView? Find(UInt128 id)
    {
        lock (_gate)
        {
            return _byId.TryGetValue(id, out var node) ? node.Value.View : null;
        }
    }

    /// <summary>Every kept trace, the one that was added to last first.</summary>
    public List<TraceView> NewestFirst()
    {
        lock (_gate)
        {
            var views = new List<TraceView>(_byId.Count);
            for (var node = _byActivity.Last; node is not null; node = node.Previous)
            {
                views.Add(node.Value.View);
            }

            return views;
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _byId.Clear();
            _byActivity.Clear();
            _spans = 0;
            _bytes = 0;
        }

        _pulse.Signal();
    }

    private void Add(SpanRecord span)
    {
        _received++;
        var trace = Touch(span.TraceId);
        if (trace.Count >= limits.SpansPerTrace || trace.Bytes + span.Bytes > _bytesPerTrace)
        {
            trace.Refused++;
            _refused++;
            return;
        }

        trace.Add(span);
        _spans++;
        _bytes += span.Bytes;
        while ((_spans > limits.Spans || _bytes > limits.SpanBytes) && _byId.Count > 1)
        {
            ForgetOldest();
        }
    }

    private TraceEntry Touch(UInt128 id)
    {
        if (_byId.TryGetValue(id, out var node))
        {
            _byActivity.Remove(node);
            _byActivity.AddLast(node);
            return node.Value;
        }

        if (_byId.Count >= limits.Traces)
        {
            ForgetOldest();
        }

        var created = _byActivity.AddLast(new TraceEntry(id));
        _byId.Add(id, created);
        return created.Value;
    }

    private void ForgetOldest()
    {
        var oldest = _byActivity.First!.Value;
        _byActivity.RemoveFirst();
        _byId.Remove(oldest.Id);
        _spans -= oldest.Count;
        _bytes -= oldest.Bytes;
        _forgotten += oldest.Count;
    }
}
