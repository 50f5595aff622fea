namespace Platform.JobManager.Webhooks;

/// <summary>A webhook that is claimed for delivery.</summary>
/// <param name="Id">The id, which is the same for all tries, so that receivers can recognise repetitions.</param>
/// <param name="JobId">The id of the job.</param>
/// <param name="OwnerId">The owner of the job.</param>
/// <param name="Event">The name of the event, such as <c>job.succeeded</c>.</param>
/// <param name="Url">The address of the receiver.</param>
/// <param name="Secret">The key of the signature.</param>
/// <param name="Payload">The body as JSON text.</param>
/// <param name="Attempt">The number of the try, from 1.</param>
internal sealed record PendingWebhook(Guid Id, Guid JobId, Guid OwnerId, string Event, string Url, string Secret, string Payload, int Attempt);
