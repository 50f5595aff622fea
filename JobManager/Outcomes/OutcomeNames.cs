using Platform.Contracts.Jobs;
using Platform.JobManager.States;

namespace Platform.JobManager.Outcomes;

/// <summary>The names of outcomes in the API and in the table <c>jobs.attempts</c>.</summary>
internal static class OutcomeNames
{
    /// <summary>The name of an ended attempt's outcome.</summary>
    public static string Of(AttemptEnd end) => end switch
    {
        AttemptEnd.Succeeded => "succeeded",
        AttemptEnd.Cancelled => "cancelled",
        AttemptEnd.Released => "released",
        AttemptEnd.TimedOut => "timed_out",
        AttemptEnd.Lost => "lost",
        _ => "failed",
    };

    /// <summary>The name of the last attempt's outcome, derived from the job; null while the job has not ended.</summary>
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
