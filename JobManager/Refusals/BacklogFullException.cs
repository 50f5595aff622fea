namespace Platform.JobManager.Refusals;

/// <summary>There is no room in the backlog for what is to be queued: ends the call with 429.</summary>
internal sealed class BacklogFullException(TimeSpan retryAfter, string detail) : Exception(detail)
{
    /// <summary>The problem's code.</summary>
    public const string Code = "backlog_full";

    /// <summary>What is said where nobody's jobs are most of what waits.</summary>
    public const string ManyWait = "Too many jobs wait already.";

    /// <summary>What is said to whose jobs are most of what waits.</summary>
    public const string OwnJobsWait = "Most of the jobs that wait are your own: more of them are accepted when some of these have run.";

    /// <summary>After how long to come again.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
