using Platform.Contracts.Jobs;

namespace Platform.JobManager.States;

/// <summary>The column <c>shelf</c>: which small index a job that left the straight path stands in. Null on the straight path.</summary>
internal enum JobShelf
{
    /// <summary>It has not ended.</summary>
    Live = 1,

    /// <summary>It has failed.</summary>
    Failed = 2,

    /// <summary>It was cancelled.</summary>
    Cancelled = 3,
}

internal static class JobShelves
{
    /// <summary>The shelf of a job that comes into a state other than by its submission.</summary>
    public static JobShelf? For(JobState state) => state switch
    {
        JobState.Scheduled or JobState.Queued or JobState.Running => JobShelf.Live,
        JobState.Failed => JobShelf.Failed,
        JobState.Cancelled => JobShelf.Cancelled,
        _ => null,
    };
}
