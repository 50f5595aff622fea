namespace Platform.JobManager.Dispatch;

/// <summary>The jobs of one commit on their way to the broker; stands for one row of <c>jobs.dispatch_batches</c>.</summary>
internal sealed class DueBatch
{
    private int _open;

    public DueBatch(Guid id, IReadOnlyList<DueJob> jobs, DateTimeOffset claimedUntil)
    {
        Id = id;
        ClaimedUntil = claimedUntil;
        List<DueJob>? needTurn = null;
        for (int i = 0; i < jobs.Count; i++)
        {
            if (jobs[i].NeedsTurn)
            {
                (needTurn ??= []).Add(jobs[i].WithoutContents());
            }
        }

        NeedTurn = needTurn ?? [];
        Jobs = needTurn is null ? jobs : [.. jobs.Where(job => !job.NeedsTurn)];
    }

    public Guid Id { get; }

    /// <summary>Those that go to the broker now.</summary>
    public IReadOnlyList<DueJob> Jobs { get; }

    /// <summary>Those that wait for their turn first.</summary>
    public IReadOnlyList<DueJob> NeedTurn { get; }

    /// <summary>Until then the batch is this replica's; later any replica may publish it again.</summary>
    public DateTimeOffset ClaimedUntil { get; }

    /// <summary>Counts one more message that carries jobs of this batch, or that some of them wait for their turn.</summary>
    public void Opened() => Interlocked.Increment(ref _open);

    /// <summary>Counts a confirmed message, or that turns are stored; true when it was the last one.</summary>
    public bool Confirmed() => Interlocked.Decrement(ref _open) == 0;
}
