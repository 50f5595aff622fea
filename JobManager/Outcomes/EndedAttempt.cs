using Platform.Contracts.Jobs;
using Platform.JobManager.States;

namespace Platform.JobManager.Outcomes;

/// <summary>An attempt that ended other than by success, with its row locked.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Standing">The locked row.</param>
/// <param name="End">How the attempt ended.</param>
/// <param name="Error">The worker's reason.</param>
/// <param name="WorkerId">Who ran it.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="FinishedAt">When it ended.</param>
/// <param name="TraceParent">Of the worker's span, if any.</param>
internal sealed record EndedAttempt(
    Guid JobId,
    JobStanding Standing,
    AttemptEnd End,
    JobError? Error,
    string? WorkerId,
    DateTimeOffset? StartedAt,
    DateTimeOffset FinishedAt,
    string? TraceParent);
