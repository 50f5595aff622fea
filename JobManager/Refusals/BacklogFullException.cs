namespace Platform.JobManager.Refusals;

/// <summary>The backlog is full, so that jobs cannot be queued. The call is answered with 429.</summary>
/// <param name="retryAfter">The time after which the caller should try again.</param>
/// <param name="detail">The text for the caller.</param>
internal sealed class BacklogFullException(TimeSpan retryAfter, string detail) : Exception(detail)
{
    /// <summary>The error code of the API.</summary>
    public const string Code = "backlog_full";

    /// <summary>The text if no single owner owns most of the backlog.</summary>
    public const string ManyWait = "Too many jobs wait already.";

    /// <summary>The text for an owner who owns most of the backlog.</summary>
    public const string OwnJobsWait = "Most of the jobs that wait are your own: more of them are accepted when some of these have run.";

    /// <summary>The time after which the caller should try again.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
