using System.Collections.Concurrent;

namespace Platform.JobManager.Dispatch;

/// <summary>
/// Remembers for each queue the latest publish time of a job that a worker has taken. A job published much earlier that is still queued has
/// lost its message. Short jobs count as published when they are queued, long jobs when they get their permit, possibly hours later.
/// </summary>
internal sealed class DeliveryWatermarks
{
    private readonly ConcurrentDictionary<string, long> _marks = new(StringComparer.Ordinal);

    /// <summary>Records that a job published to the queue at that time has been taken; earlier times change nothing.</summary>
    public void Advance(string queue, DateTimeOffset publishedAt)
    {
        var ticks = publishedAt.UtcTicks;
        if (!_marks.TryGetValue(queue, out var mark) || mark < ticks)
        {
            // Another thread may have advanced it further in the meantime.
            _marks.AddOrUpdate(queue, static (_, later) => later, static (_, known, later) => Math.Max(known, later), ticks);
        }
    }

    /// <summary>The watermark of a queue; 1970-01-01 until a job of it has been taken.</summary>
    public DateTimeOffset Of(string queue) =>
        _marks.TryGetValue(queue, out var ticks) ? new DateTimeOffset(ticks, TimeSpan.Zero) : DateTimeOffset.UnixEpoch;
}
