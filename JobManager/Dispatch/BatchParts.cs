namespace Platform.JobManager.Dispatch;

/// <summary>
/// Counts the open parts of a batch that is too large to be read at once. The batch is published when all its parts have been read and
/// confirmed. Thread-safe.
/// </summary>
internal sealed class BatchParts
{
    // The reading of the batch counts as one part, so that the count cannot reach 0 before the last part has been added.
    private int _open = 1;

    /// <summary>Adds a part.</summary>
    public void Add() => Interlocked.Increment(ref _open);

    /// <summary>Completes a part, or the reading of the batch.</summary>
    /// <returns>True if nothing is open any more.</returns>
    public bool Complete() => Interlocked.Decrement(ref _open) == 0;
}
