using Platform.JobManager.Backlog;
using Platform.JobManager.Refusals;

namespace Platform.JobManager.Jobs;

/// <summary>The decision of admission control about jobs that are to be retried.</summary>
internal sealed class RetryDecision
{
    /// <summary>Records what was counted for the admitted jobs.</summary>
    public Admission Admission { get; } = new();

    /// <summary>The jobs that may be retried.</summary>
    public List<Guid> Admitted { get; } = [];

    /// <summary>The jobs for which there is no capacity.</summary>
    public HashSet<Guid> Refused { get; } = [];

    /// <summary>The reason for refused jobs, with the time to wait; null if none was refused.</summary>
    public BacklogFullException? Reason { get; private set; }

    /// <summary>True if the whole backlog is full, and not only the limit of an owner is reached.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Refuses jobs. Of several reasons the one with the longest wait is kept.</summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="retryAfter">The time to wait before a retry.</param>
    /// <param name="isOwn">True if the limit of the owner is reached, not that of the whole backlog.</param>
    public void Refuse(IEnumerable<Guid> jobs, TimeSpan retryAfter, bool isOwn)
    {
        Refused.UnionWith(jobs);
        IsFull |= !isOwn;
        if (Reason is null || retryAfter > Reason.RetryAfter)
        {
            Reason = new BacklogFullException(retryAfter, isOwn ? BacklogFullException.OwnJobsWait : BacklogFullException.ManyWait);
        }
    }
}
