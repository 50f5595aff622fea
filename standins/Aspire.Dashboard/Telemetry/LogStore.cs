using Aspire.Dashboard.Live;
using Aspire.Dashboard.Memory;

namespace Aspire.Dashboard.Telemetry;

/// <summary>The newest log records, bounded by count and by memory.</summary>
internal sealed class LogStore(TelemetryLimits limits)
{
    private readonly Lock _gate = new();
    private readonly RingBuffer<LogEntry> _entries = new(limits.Logs);
    private readonly Pulse _pulse = new();
    private long _bytes;
    private long _last;
    private long _forgotten;

    public Task Changed => _pulse.Next;

    public StoreStatistics Statistics
    {
        get
        {
            lock (_gate)
            {
                return new StoreStatistics(_entries.Count, _last, _forgotten, 0, _bytes);
            }
        }
    }

    public void Add(IReadOnlyCollection<LogEntry> batch)
    {
        if (batch.Count == 0)
        {
            return;
        }

        lock (_gate)
        {
            foreach (var entry in batch)
            {
                while (_entries.Count > 0 && (_entries.IsFull || _bytes + entry.Bytes > limits.LogBytes))
                {
                    _bytes -= _entries.RemoveOldest().Bytes;
                    _forgotten++;
                }

                _entries.Add(entry with { Number = ++_last });
                _bytes += entry.Bytes;
            }
        }

        _pulse.Signal();
    }

    public LogEntry? Find(long number)
    {
        lock (_gate)
        {
            var index = number - (_last - _entries.Count) - 1;
            return index >= 0 && index < _entries.Count ? _entries[(int)index] : null;
        }
    }

    /// <summary>Every kept record after a number, oldest first.</summary>
    public IReadOnlyList<LogEntry> After(long number)
    {
        lock (_gate)
        {
            return _entries.Copy((int)Math.Clamp(number - (_last - _entries.Count), 0, _entries.Count), int.MaxValue);
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            while (_entries.Count > 0)
            {
                _entries.RemoveOldest();
            }

            _bytes = 0;
        }

        _pulse.Signal();
    }
}
