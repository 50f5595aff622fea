using System.Collections.Concurrent;

namespace Platform.JobManager.Telemetry;

/// <summary>The latest sample of jobs by state and of queue depths, taken in the background, so that reading it is cheap. Thread-safe.</summary>
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

    /// <summary>The number of scheduled jobs.</summary>
    public long Scheduled => Volatile.Read(ref _scheduled);

    /// <summary>The number of queued jobs.</summary>
    public long Queued => Volatile.Read(ref _queued);

    /// <summary>The number of running jobs.</summary>
    public long Running => Volatile.Read(ref _running);

    /// <summary>The number of succeeded jobs: counted once, then updated by this replica.</summary>
    public long Succeeded => Volatile.Read(ref _succeeded);

    /// <summary>The number of failed jobs.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>The seconds since jobs were last counted.</summary>
    public double AgeSeconds => time.GetElapsedTime(Volatile.Read(ref _sampledAt)).TotalSeconds;

    /// <summary>The seconds since <see cref="Depths"/> were last read from RabbitMQ.</summary>
    public double DepthsAgeSeconds => time.GetElapsedTime(Volatile.Read(ref _depthsSampledAt)).TotalSeconds;

    /// <summary>The seconds since the oldest queued job was queued; 0 if none is queued.</summary>
    public double OldestQueuedSeconds
    {
        get
        {
            var ticks = Volatile.Read(ref _oldestQueuedTicks);
            return ticks == 0 ? 0 : Math.Max(0, (time.GetUtcNow() - new DateTimeOffset(ticks, TimeSpan.Zero)).TotalSeconds);
        }
    }

    /// <summary>The numbers of long jobs that wait for a permit, by the queue that they will be published to.</summary>
    public ConcurrentDictionary<string, long> AwaitingPermit { get; } = new(StringComparer.Ordinal);

    /// <summary>The numbers of waiting messages by queue.</summary>
    public ConcurrentDictionary<string, long> Depths { get; } = new(StringComparer.Ordinal);

    /// <summary>Stores a sample of jobs by state.</summary>
    public void Sample(long scheduled, long queued, long running, DateTimeOffset? oldestQueued)
    {
        Volatile.Write(ref _scheduled, scheduled);
        Volatile.Write(ref _queued, queued);
        Volatile.Write(ref _running, running);
        Volatile.Write(ref _oldestQueuedTicks, oldestQueued?.UtcTicks ?? 0);
        Volatile.Write(ref _sampledAt, time.GetTimestamp());
    }

    /// <summary>Records that all <see cref="Depths"/> have been sampled.</summary>
    public void MarkDepthsSampled() => Volatile.Write(ref _depthsSampledAt, time.GetTimestamp());

    /// <summary>Stores the number of failed jobs.</summary>
    public void SetFailed(long jobs) => Volatile.Write(ref _failed, jobs);

    /// <summary>Stores the number of succeeded jobs.</summary>
    public void SetSucceeded(long jobs) => Volatile.Write(ref _succeeded, jobs);

    /// <summary>Adds newly succeeded jobs.</summary>
    public void AddSucceeded(long jobs) => Interlocked.Add(ref _succeeded, jobs);
}
