namespace Platform.JobManager.Dispatch;

/// <summary>The jobs of one commit on their way to the broker; stands for one row of <c>jobs.dispatch_batches</c>.</summary>
internal sealed class DueBatch(Guid id, IReadOnlyList<DueJob> jobs, DateTimeOffset claimedUntil)
{
    private int _open;

    public Guid Id { get; } = id;

    public IReadOnlyList<DueJob> Jobs { get; } = jobs;

    /// <summary>Until then the batch is this replica's; later any replica may publish it again.</summary>
    public DateTimeOffset ClaimedUntil { get; } = claimedUntil;

    /// <summary>Counts one more message that carries jobs of this batch.</summary>
    public void Opened() => Interlocked.Increment(ref _open);

    /// <summary>Counts a confirmed message; true when it was the last one.</summary>
    public bool Confirmed() => Interlocked.Decrement(ref _open) == 0;
}
