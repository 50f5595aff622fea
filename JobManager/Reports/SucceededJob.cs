using Platform.Contracts.Jobs;

namespace Platform.JobManager.Reports;

/// <summary>The times of a job that succeeded, for the metrics.</summary>
internal readonly record struct SucceededJob(
    DateTimeOffset CreatedAt,
    DateTimeOffset? QueuedAt,
    DateTimeOffset StartedAt,
    DateTimeOffset FinishedAt,
    string Kind,
    JobPriority Priority);
