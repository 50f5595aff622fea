namespace Platform.Contracts.Jobs;

/// <summary>One attempt of a job.</summary>
/// <param name="Attempt">Fencing number.</param>
/// <param name="WorkerId">Who ran it.</param>
/// <param name="StartedAt">Start, UTC.</param>
/// <param name="FinishedAt">End, UTC; null while it runs.</param>
/// <param name="Outcome"><c>succeeded</c>, <c>failed</c>, <c>cancelled</c>, <c>released</c>, <c>timed_out</c>, <c>lost</c> (its lease ran out) or null while it runs.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Unreadable">True where the stored error cannot be given back; it is left out then.</param>
public sealed record JobAttempt(
    int Attempt,
    string? WorkerId,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    string? Outcome,
    JobError? Error,
    bool? Unreadable = null);
