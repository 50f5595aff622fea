using Platform.Contracts.Jobs;
using Platform.JobManager.States;

namespace Platform.JobManager.Outcomes;

/// <summary>How attempts' ends are called in the API and in the table.</summary>
internal static class OutcomeNames
{
    public static string Of(AttemptEnd end) => end switch
    {
        AttemptEnd.Succeeded => "succeeded",
        AttemptEnd.Cancelled => "cancelled",
        AttemptEnd.Released => "released",
        AttemptEnd.TimedOut => "timed_out",
        AttemptEnd.Lost => "lost",
        _ => "failed",
    };

    /// <summary>The end of the attempt that ended the job; null while the job is not final.</summary>
    public static string? Of(JobState state, JobError? error) => state switch
    {
        JobState.Succeeded => "succeeded",
        JobState.Cancelled => "cancelled",
        JobState.Failed => error?.Code switch
        {
            "timeout" => "timed_out",
            "worker_lost" => "lost",
            _ => "failed",
        },
        _ => null,
    };
}
