namespace Platform.JobManager.Webhooks;

/// <summary>A webhook that is claimed for a try.</summary>
/// <param name="Id">Stays the same over all tries: receivers tell repeats by it.</param>
/// <param name="JobId">The job.</param>
/// <param name="OwnerId">The owner of the job.</param>
/// <param name="Event">Such as <c>job.succeeded</c>.</param>
/// <param name="Url">Where it goes.</param>
/// <param name="Secret">Key of the signature.</param>
/// <param name="Payload">The body.</param>
/// <param name="Attempt">1 for the first try.</param>
internal sealed record PendingWebhook(Guid Id, Guid JobId, Guid OwnerId, string Event, string Url, string Secret, string Payload, int Attempt);
