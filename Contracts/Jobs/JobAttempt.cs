namespace Platform.Contracts.Jobs;

/// <summary>Represents one attempt of a job.</summary>
/// <param name="Attempt">The fencing number.</param>
/// <param name="WorkerId">The worker that ran it.</param>
/// <param name="StartedAt">The start, UTC.</param>
/// <param name="FinishedAt">The end, UTC; null while it runs.</param>
/// <param name="Outcome">
/// <c>succeeded</c>, <c>failed</c>, <c>cancelled</c>, <c>released</c>, <c>timed_out</c>, <c>lost</c> (its lease expired) or null while it runs.
/// </param>
/// <param name="Error">The error, if it failed.</param>
/// <param name="Unreadable">True if the stored error cannot be returned; it is then omitted.</param>
public sealed record JobAttempt(
    int Attempt,
    string? WorkerId,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    string? Outcome,
    JobError? Error,
    bool? Unreadable = null);
