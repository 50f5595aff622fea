using Platform.Contracts.Jobs;

namespace Platform.JobManager.States;

/// <summary>The shelf column: which small index a job that left the straight path stands in. Null on the straight path.</summary>
internal static class JobShelf
{
    public const short Live = 1;
    public const short Failed = 2;
    public const short Cancelled = 3;

    /// <summary>The shelf of a job that comes into a state other than by its submission.</summary>
    public static short? For(JobState state) => state switch
    {
        JobState.Scheduled or JobState.Queued or JobState.Running => Live,
        JobState.Failed => Failed,
        JobState.Cancelled => Cancelled,
        _ => null,
    };
}
