namespace Platform.JobManager.Dispatch;

/// <summary>The jobs of one commit on their way to the broker, or a part of them; stands for one row of <c>jobs.dispatch_batches</c>.</summary>
internal sealed class DueBatch
{
    private readonly BatchParts? _parts;
    private int _open;

    /// <param name="id">Of the row.</param>
    /// <param name="jobs">What is due.</param>
    /// <param name="claimedUntil">See <see cref="ClaimedUntil"/>.</param>
    /// <param name="parts">What counts this part; null when it is the whole.</param>
    public DueBatch(Guid id, IReadOnlyList<DueJob> jobs, DateTimeOffset claimedUntil, BatchParts? parts = null)
    {
        Id = id;
        ClaimedUntil = claimedUntil;
        _parts = parts;
        parts?.Added();
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
        Bytes = Jobs.Sum(job => job.Bytes) + NeedTurn.Sum(job => job.Bytes);
    }

    public Guid Id { get; }

    /// <summary>Those that go to the broker now.</summary>
    public IReadOnlyList<DueJob> Jobs { get; private set; }

    /// <summary>Those that wait for their turn first.</summary>
    public IReadOnlyList<DueJob> NeedTurn { get; }

    /// <summary>About how much memory its jobs take.</summary>
    public long Bytes { get; }

    /// <summary>Until then the batch is this replica's; later any replica may publish it again.</summary>
    public DateTimeOffset ClaimedUntil { get; }

    /// <summary>Its messages are made: the jobs are not held until the last of these is confirmed.</summary>
    public void Forget() => Jobs = [];

    /// <summary>Counts one more message that carries jobs of this batch, or that some of them wait for their turn.</summary>
    public void Opened() => Interlocked.Increment(ref _open);

    /// <summary>Counts a confirmed message, or that turns are stored; true when it was the last one.</summary>
    public bool Confirmed() => Interlocked.Decrement(ref _open) == 0;

    /// <summary>Whether with this one all parts of the row are at the broker; asked once it is.</summary>
    public bool WasLastPart() => _parts?.Done() ?? true;
}
