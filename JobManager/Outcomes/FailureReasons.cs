using System.Collections.Frozen;
using Platform.Contracts.Jobs;
using Platform.JobManager.Kinds;
using Platform.JobManager.States;

namespace Platform.JobManager.Outcomes;

/// <summary>The closed sets of reasons and sides that failures are counted by.</summary>
internal static class FailureReasons
{
    private static readonly FrozenDictionary<string, FailureSide> Sides =
        FailureCodes.All.ToFrozenDictionary(failure => failure.Code, failure => failure.Side, StringComparer.Ordinal);

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

    /// <summary>For whose reason an attempt failed.</summary>
    /// <param name="kind">The job's kind.</param>
    /// <param name="timeoutSeconds">Its limit: the kind's usual one where its submission had none; null where that is the worker's.</param>
    /// <param name="end">How the attempt ended.</param>
    /// <param name="error">Why.</param>
    public static FailureSide SideOf(JobKindDefinition kind, int? timeoutSeconds, AttemptEnd end, JobError? error) => end switch
    {
        // A lost worker is ours, whatever it worked on.
        AttemptEnd.Lost => FailureSide.Platform,
        AttemptEnd.TimedOut => HasLessTime(kind, timeoutSeconds) ? FailureSide.Caller : FailureSide.Platform,

        // A probe has nothing in it that could fail but what it is asked to fail with, which may be any code.
        _ when string.Equals(kind.Name, JobKinds.Probe, StringComparison.Ordinal) => FailureSide.Caller,

        // A code that is not known is ours, so that it is noticed.
        _ => error is null ? FailureSide.Platform : Sides.GetValueOrDefault(error.Code, FailureSide.Platform),
    };

    // Whoever gives an hour's recording one second has asked for the failure.
    private static bool HasLessTime(JobKindDefinition kind, int? timeoutSeconds) =>
        timeoutSeconds is { } limit && (kind.DefaultTimeoutSeconds is not { } usual || limit < usual);
}
