namespace Platform.Contracts.Jobs;

/// <summary>Represents one attempt to deliver a webhook.</summary>
/// <param name="Id">The id of the delivery.</param>
/// <param name="Event">The event, such as <c>job.succeeded</c>.</param>
/// <param name="Attempt">The number of the attempt, from 1.</param>
/// <param name="At">When it was made, UTC.</param>
/// <param name="StatusCode">The HTTP status; null if there was no response.</param>
/// <param name="Error">The error, if it failed.</param>
/// <param name="DurationMs">The duration of the attempt, in milliseconds.</param>
/// <param name="NextAttemptAt">When it is retried, UTC; null if it was delivered or abandoned.</param>
public sealed record WebhookDelivery(
    Guid Id,
    string Event,
    int Attempt,
    DateTimeOffset At,
    int? StatusCode,
    string? Error,
    double DurationMs,
    DateTimeOffset? NextAttemptAt);
