namespace Platform.JobManager.Dispatch;

/// <summary>A queued long job that waits for its permit to be published.</summary>
/// <param name="JobId">The job.</param>
/// <param name="OwnerId">The owner whose share it counts against.</param>
/// <param name="Priority">The priority as stored; higher is more urgent.</param>
/// <param name="QueuedAt">When the job was queued, UTC.</param>
/// <param name="Host">The host that it fetches its recording from; null if it fetches none.</param>
internal readonly record struct PermitRequest(Guid JobId, Guid OwnerId, short Priority, DateTimeOffset QueuedAt, string? Host = null);
