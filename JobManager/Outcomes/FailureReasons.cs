using System.Collections.Frozen;
using Platform.Contracts.Jobs;
using Platform.JobManager.Kinds;
using Platform.JobManager.States;

namespace Platform.JobManager.Outcomes;

/// <summary>Maps failed attempts to the fixed label values of the failure metrics.</summary>
internal static class FailureReasons
{
    private static readonly FrozenDictionary<string, FailureSide> s_sides =
        FailureCodes.All.ToFrozenDictionary(failure => failure.Code, failure => failure.Side, StringComparer.Ordinal);

    /// <summary>The value of the label <c>failure_reason</c>.</summary>
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

    /// <summary>Determines whether the caller or the platform is responsible for a failed attempt.</summary>
    /// <param name="kind">The kind of the job.</param>
    /// <param name="timeoutSeconds">The time limit from the submission, or the default of the kind; null if the worker decides.</param>
    /// <param name="end">How the attempt ended.</param>
    /// <param name="error">The error of the attempt, if there is one.</param>
    public static FailureSide SideOf(JobKindDefinition kind, int? timeoutSeconds, AttemptEnd end, JobError? error) => end switch
    {
        // The platform is responsible for its workers, whatever a job contains.
        AttemptEnd.Lost => FailureSide.Platform,
        AttemptEnd.TimedOut => HasLessTime(kind, timeoutSeconds) ? FailureSide.Caller : FailureSide.Platform,

        // A probe fails only because its input asks for it, with any code.
        _ when string.Equals(kind.Name, JobKinds.Probe, StringComparison.Ordinal) => FailureSide.Caller,

        // An unknown code counts against the platform, so that somebody looks at it.
        _ => error is null ? FailureSide.Platform : s_sides.GetValueOrDefault(error.Code, FailureSide.Platform),
    };

    // A caller that sets a shorter limit than the default is responsible for exceeding it.
    private static bool HasLessTime(JobKindDefinition kind, int? timeoutSeconds) =>
        timeoutSeconds is { } limit && (kind.DefaultTimeoutSeconds is not { } usual || limit < usual);
}
