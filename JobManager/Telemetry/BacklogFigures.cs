using System.Collections.Concurrent;

namespace Platform.JobManager.Telemetry;

/// <summary>The last sample of how many jobs and messages stand where, taken in the background so that reading it costs nothing.</summary>
internal sealed class BacklogFigures(TimeProvider time)
{
    private long _scheduled;
    private long _queued;
    private long _running;
    private long _succeeded;
    private long _failed;
    private long _sampledAt = time.GetTimestamp();
    private long _depthsSampledAt = time.GetTimestamp();
    private long _oldestQueuedTicks;

    public long Scheduled => Volatile.Read(ref _scheduled);

    public long Queued => Volatile.Read(ref _queued);

    public long Running => Volatile.Read(ref _running);

    public long Succeeded => Volatile.Read(ref _succeeded);

    public long Failed => Volatile.Read(ref _failed);

    public double AgeSeconds => time.GetElapsedTime(Volatile.Read(ref _sampledAt)).TotalSeconds;

    /// <summary>Seconds since the broker was last asked for <see cref="Depths"/>.</summary>
    public double DepthsAgeSeconds => time.GetElapsedTime(Volatile.Read(ref _depthsSampledAt)).TotalSeconds;

    /// <summary>Seconds since the oldest queued job became due; 0 when none is queued.</summary>
    public double OldestQueuedSeconds
    {
        get
        {
            long ticks = Volatile.Read(ref _oldestQueuedTicks);
            return ticks == 0 ? 0 : Math.Max(0, (time.GetUtcNow() - new DateTimeOffset(ticks, TimeSpan.Zero)).TotalSeconds);
        }
    }

    /// <summary>Jobs that wait for their turn to go to a queue, by queue.</summary>
    public ConcurrentDictionary<string, long> Turns { get; } = new(StringComparer.Ordinal);

    /// <summary>Messages waiting, by queue.</summary>
    public ConcurrentDictionary<string, long> Depths { get; } = new(StringComparer.Ordinal);

    public void Sample(long scheduled, long queued, long running, DateTimeOffset? oldestQueued)
    {
        Volatile.Write(ref _scheduled, scheduled);
        Volatile.Write(ref _queued, queued);
        Volatile.Write(ref _running, running);
        Volatile.Write(ref _oldestQueuedTicks, oldestQueued?.UtcTicks ?? 0);
        Volatile.Write(ref _sampledAt, time.GetTimestamp());
    }

    public void SampledDepths() => Volatile.Write(ref _depthsSampledAt, time.GetTimestamp());

    public void SetFailed(long jobs) => Volatile.Write(ref _failed, jobs);

    public void SetSucceeded(long jobs) => Volatile.Write(ref _succeeded, jobs);

    public void AddSucceeded(long jobs) => Interlocked.Add(ref _succeeded, jobs);
}
