namespace Platform.JobManager.Dispatch;

/// <summary>
/// The jobs of one outbox row, or of a part of it, on their way to RabbitMQ. It counts the messages that carry its jobs, so that the row can
/// be deleted when the last one is confirmed.
/// </summary>
internal sealed class DueBatch
{
    private readonly BatchParts? _parts;
    private int _pending;

    /// <summary>Creates a batch and separates the jobs that still need a permit.</summary>
    /// <param name="id">The id of the outbox row.</param>
    /// <param name="jobs">The queued jobs.</param>
    /// <param name="claimedUntil">When the claim on the row expires.</param>
    /// <param name="parts">Counts this batch as a part of the row; null if it is the whole row.</param>
    public DueBatch(Guid id, IReadOnlyList<DueJob> jobs, DateTimeOffset claimedUntil, BatchParts? parts = null)
    {
        Id = id;
        ClaimedUntil = claimedUntil;
        _parts = parts;
        parts?.Add();
        List<DueJob>? awaitingPermit = null;
        for (var i = 0; i < jobs.Count; i++)
        {
            if (jobs[i].NeedsPermit)
            {
                (awaitingPermit ??= []).Add(jobs[i].WithoutPayload());
            }
        }

        AwaitingPermit = awaitingPermit ?? [];
        Jobs = awaitingPermit is null ? jobs : [.. jobs.Where(job => !job.NeedsPermit)];
        Bytes = Jobs.Sum(job => job.Bytes) + AwaitingPermit.Sum(job => job.Bytes);
    }

    /// <summary>The id of the outbox row.</summary>
    public Guid Id { get; }

    /// <summary>The jobs to publish now.</summary>
    public IReadOnlyList<DueJob> Jobs { get; private set; }

    /// <summary>The long jobs that are published only when they get a permit.</summary>
    public IReadOnlyList<DueJob> AwaitingPermit { get; }

    /// <summary>The approximate memory of the jobs, in bytes.</summary>
    public long Bytes { get; }

    /// <summary>When the claim expires, UTC. Afterwards any replica may publish the row again.</summary>
    public DateTimeOffset ClaimedUntil { get; }

    /// <summary>Releases the memory of the jobs once their messages have been built; their confirms may take long.</summary>
    public void ReleaseJobs() => Jobs = [];

    /// <summary>Counts a message that carries jobs of this batch, or the pending storage of its permit requests.</summary>
    public void AddPending() => Interlocked.Increment(ref _pending);

    /// <summary>Counts a confirmed message, or the stored permit requests.</summary>
    /// <returns>True if nothing is pending any more.</returns>
    public bool Confirm() => Interlocked.Decrement(ref _pending) == 0;

    /// <summary>Completes this part of the row; to be called once, when nothing is pending any more.</summary>
    /// <returns>True if all parts of the row are complete.</returns>
    public bool CompletePart() => _parts?.Complete() ?? true;
}
