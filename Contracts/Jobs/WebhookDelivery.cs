namespace Platform.Contracts.Jobs;

/// <summary>One try to deliver a webhook.</summary>
/// <param name="Id">The try.</param>
/// <param name="Event">What it told, such as <c>job.succeeded</c>.</param>
/// <param name="Attempt">1 for the first try.</param>
/// <param name="At">When, UTC.</param>
/// <param name="StatusCode">HTTP status; null when there was no answer.</param>
/// <param name="Error">What went wrong.</param>
/// <param name="DurationMs">How long the try took, in milliseconds.</param>
/// <param name="NextAttemptAt">When it is tried again, UTC; null when delivered or given up.</param>
public sealed record WebhookDelivery(
    Guid Id,
    string Event,
    int Attempt,
    DateTimeOffset At,
    int? StatusCode,
    string? Error,
    double DurationMs,
    DateTimeOffset? NextAttemptAt);
