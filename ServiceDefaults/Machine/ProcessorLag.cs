namespace Platform.ServiceDefaults.Machine;

/// <summary>
/// Measures how long this process had work to do but no thread or processor for it, by a timer that is late then. A call that timed out meanwhile
/// says more about this process than about whom it called.
/// </summary>
internal sealed class ProcessorLag : IDisposable
{
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(250);

    /// <summary>The delay of a timer that is usual on a machine that is merely busy.</summary>
    private static readonly TimeSpan s_usual = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan s_kept = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Queue<(long At, TimeSpan Lost)> _late = new();
    private readonly ITimer _timer;
    private long _armed;

    /// <summary>Starts to watch for delays.</summary>
    /// <param name="time">The clock of the machine; one that a test moves says nothing about the processor.</param>
    public ProcessorLag(TimeProvider time)
    {
        _time = time;
        _armed = time.GetTimestamp();
        _timer = time.CreateTimer(static lag => ((ProcessorLag)lag!).Tick(), this, s_period, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Gets how much of the last while was lost; of more than a minute only the last minute is known.</summary>
    public TimeSpan LostWithin(TimeSpan window)
    {
        lock (_lock)
        {
            var now = _time.GetTimestamp();

            // The next tick may be late already.
            var lost = LateAt(now);
            foreach (var (at, late) in _late)
            {
                lost += _time.GetElapsedTime(at, now) <= window ? late : TimeSpan.Zero;
            }

            return lost < window ? lost : window;
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            var late = LateAt(now);
            if (late > TimeSpan.Zero)
            {
                _late.Enqueue((now, late));
            }

            while (_late.TryPeek(out var oldest) && _time.GetElapsedTime(oldest.At, now) > s_kept)
            {
                _late.Dequeue();
            }

            _armed = now;
        }

        // Armed anew each time, so that late ticks do not pile up.
        _timer.Change(s_period, Timeout.InfiniteTimeSpan);
    }

    private TimeSpan LateAt(long now)
    {
        var late = _time.GetElapsedTime(_armed, now) - s_period;
        return late > s_usual ? late : TimeSpan.Zero;
    }
}
