namespace Platform.JobManager.Leases;

/// <summary>
/// Records since when reports have been received without interruption. An expired lease means a lost worker only if its heartbeats would have
/// been received. Thread-safe.
/// </summary>
internal sealed class ReportFlow(TimeProvider time)
{
    private const long Interrupted = -1;

    private long _startedAt = Interrupted;

    /// <summary>Records that reports are received and applied from now on.</summary>
    public void MarkStarted() => Interlocked.CompareExchange(ref _startedAt, time.GetTimestamp(), Interrupted);

    /// <summary>Records that RabbitMQ or the database became unavailable.</summary>
    public void MarkInterrupted() => Volatile.Write(ref _startedAt, Interrupted);

    /// <summary>Returns true if reports have been received without interruption for at least this time.</summary>
    public bool HasRunFor(TimeSpan duration)
    {
        var startedAt = Volatile.Read(ref _startedAt);
        return startedAt != Interrupted && time.GetElapsedTime(startedAt) >= duration;
    }
}
