using Platform.Contracts.Jobs;
using Platform.JobManager.States;

namespace Platform.JobManager.Outcomes;

/// <summary>An attempt that did not succeed. The row of its job is locked.</summary>
/// <param name="JobId">The id of the job.</param>
/// <param name="Job">The job while the attempt was the current one.</param>
/// <param name="End">How the attempt ended.</param>
/// <param name="Error">The error that the worker reported; null if it reported none.</param>
/// <param name="WorkerId">The worker that ran the attempt.</param>
/// <param name="StartedAt">When the attempt started, UTC; null if that is not known.</param>
/// <param name="FinishedAt">When the attempt ended, UTC.</param>
/// <param name="TraceParent">The trace context of the worker's span; null if there is none.</param>
internal sealed record EndedAttempt(
    Guid JobId,
    JobSnapshot Job,
    AttemptEnd End,
    JobError? Error,
    string? WorkerId,
    DateTimeOffset? StartedAt,
    DateTimeOffset FinishedAt,
    string? TraceParent);
