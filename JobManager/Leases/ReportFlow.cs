namespace Platform.JobManager.Leases;

/// <summary>Since when reports have been flowing without a break: what a lease that ran out means depends on it.</summary>
internal sealed class ReportFlow(TimeProvider time)
{
    private long _since = -1;

    /// <summary>Reports are taken and applied from now on.</summary>
    public void Flows() => Interlocked.CompareExchange(ref _since, time.GetTimestamp(), -1);

    /// <summary>The broker or the database went away.</summary>
    public void Broke() => Volatile.Write(ref _since, -1);

    /// <summary>Whether reports have been flowing for at least that long.</summary>
    public bool HasFlowedFor(TimeSpan span)
    {
        long since = Volatile.Read(ref _since);
        return since != -1 && time.GetElapsedTime(since) >= span;
    }
}
