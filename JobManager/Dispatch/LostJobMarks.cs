using System.Collections.Concurrent;

namespace Platform.JobManager.Dispatch;

/// <summary>
/// For each queue the latest time at which a job went to the broker that has since been taken: what went there long before and still waits
/// was lost. A job of a short kind goes there when it becomes due, one of a long kind when it is given its turn, which may be hours later.
/// </summary>
internal sealed class LostJobMarks
{
    private readonly ConcurrentDictionary<string, long> _marks = new(StringComparer.Ordinal);

    /// <summary>A job that went to the queue then has been taken.</summary>
    public void Moved(string queue, DateTimeOffset sentAt)
    {
        long ticks = sentAt.UtcTicks;
        if (!_marks.TryGetValue(queue, out long mark) || mark < ticks)
        {
            _marks[queue] = ticks;
        }
    }

    /// <summary>The mark of a queue; 1970 while nothing was seen.</summary>
    public DateTimeOffset Of(string queue) =>
        _marks.TryGetValue(queue, out long ticks) ? new DateTimeOffset(ticks, TimeSpan.Zero) : DateTimeOffset.UnixEpoch;
}
