using Platform.Contracts.Jobs;
using Platform.JobManager.States;

namespace Platform.JobManager.Outcomes;

/// <summary>The closed set of reasons that failures are counted by.</summary>
internal static class FailureReasons
{
    public static string Of(AttemptEnd end, JobError? error) => end switch
    {
        AttemptEnd.TimedOut => "timeout",
        AttemptEnd.Lost => "poison",
        AttemptEnd.Cancelled => "cancelled",
        _ => error switch
        {
            null => "internal",
            { Code: "timeout" } => "timeout",
            { Code: "internal" } => "internal",
            { Retryable: true } => "dependency",
            _ => "validation",
        },
    };
}
