using System.Collections.Concurrent;

namespace Platform.JobManager.Backlog;

/// <summary>For each queue the latest time at which a job became due that has since been done: what was due long before and still waits was lost.</summary>
internal sealed class LostJobMarks
{
    private readonly ConcurrentDictionary<string, long> _marks = new(StringComparer.Ordinal);

    /// <summary>A job of the queue that became due then has been taken.</summary>
    public void Moved(string queue, DateTimeOffset queuedAt)
    {
        long ticks = queuedAt.UtcTicks;
        if (!_marks.TryGetValue(queue, out long mark) || mark < ticks)
        {
            _marks[queue] = ticks;
        }
    }

    /// <summary>The mark of a queue; 1970 while nothing was seen.</summary>
    public DateTimeOffset Of(string queue) =>
        _marks.TryGetValue(queue, out long ticks) ? new DateTimeOffset(ticks, TimeSpan.Zero) : DateTimeOffset.UnixEpoch;
}
