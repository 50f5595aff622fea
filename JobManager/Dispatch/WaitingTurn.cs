namespace Platform.JobManager.Dispatch;

/// <summary>A queued job of a long kind that is not at the broker yet.</summary>
internal readonly record struct WaitingTurn(Guid JobId, Guid OwnerId, short Priority, DateTimeOffset QueuedAt);
