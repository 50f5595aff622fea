using Platform.JobManager.Backlog;
using Platform.JobManager.Refusals;

namespace Platform.JobManager.Jobs;

/// <summary>Which jobs there is room to retry, and which not, and why.</summary>
internal sealed class RetryRoom
{
    /// <summary>What was counted as queued for those that there is room for.</summary>
    public Admission Admission { get; } = new();

    public List<Guid> Admitted { get; } = [];

    /// <summary>Those that there is no room for.</summary>
    public HashSet<Guid> Refused { get; } = [];

    /// <summary>Why, and after how long to come again; null when none was refused.</summary>
    public BacklogFullException? Reason { get; private set; }

    /// <summary>Whether the room of all is used up, and not only what one owner may have of it.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Notes what there is no room for; of several reasons the one that lasts longest is told.</summary>
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
