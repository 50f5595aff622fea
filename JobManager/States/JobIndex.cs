using Platform.Contracts.Jobs;

namespace Platform.JobManager.States;

/// <summary>
/// The partial index that contains a job: the column <c>shelf</c>. It is null on the fast path (queued by its submission, then succeeded), so
/// that most jobs are updated without touching an index.
/// </summary>
internal enum JobIndex
{
    /// <summary>The job has not ended.</summary>
    Live = 1,

    /// <summary>The job has failed.</summary>
    Failed = 2,

    /// <summary>The job was cancelled.</summary>
    Cancelled = 3,
}

/// <summary>Chooses the partial index of a job.</summary>
internal static class JobIndexes
{
    /// <summary>The index of a job that enters a state in any way but by its submission; null if there is none.</summary>
    public static JobIndex? For(JobState state) => state switch
    {
        JobState.Scheduled or JobState.Queued or JobState.Running => JobIndex.Live,
        JobState.Failed => JobIndex.Failed,
        JobState.Cancelled => JobIndex.Cancelled,
        _ => null,
    };
}
