namespace Platform.JobManager.Webhooks;

/// <summary>How a try ended.</summary>
/// <param name="At">When it began, UTC.</param>
/// <param name="StatusCode">The status, if there was an answer.</param>
/// <param name="Error">What went wrong, for the job's owner.</param>
/// <param name="Duration">How long it took.</param>
internal sealed record WebhookAnswer(DateTimeOffset At, int? StatusCode, string? Error, TimeSpan Duration)
{
    public bool IsDelivered => StatusCode is >= 200 and < 300;
}
