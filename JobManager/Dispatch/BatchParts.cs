namespace Platform.JobManager.Dispatch;

/// <summary>Counts the parts that a large batch is read in: the batch is at the broker when all of them are, and all have been read.</summary>
internal sealed class BatchParts
{
    private int _open = 1;

    /// <summary>Counts one more part.</summary>
    public void Added() => Interlocked.Increment(ref _open);

    /// <summary>Counts a part that is at the broker, or that the last one has been read; true when nothing is left.</summary>
    public bool Done() => Interlocked.Decrement(ref _open) == 0;
}
