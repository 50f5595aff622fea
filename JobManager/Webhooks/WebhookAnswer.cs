namespace Platform.JobManager.Webhooks;

/// <summary>The result of a try to deliver a webhook.</summary>
/// <param name="At">When the try began, UTC.</param>
/// <param name="StatusCode">The status code of the response; null if there was none.</param>
/// <param name="Error">The error as shown to the owner of the job; null if there was none.</param>
/// <param name="Duration">How long the try took.</param>
internal sealed record WebhookAnswer(DateTimeOffset At, int? StatusCode, string? Error, TimeSpan Duration)
{
    /// <summary>True if the receiver accepted the webhook.</summary>
    public bool IsDelivered => StatusCode is >= 200 and < 300;
}
