using Platform.Contracts.Jobs;
using Platform.JobManager.Kinds;

namespace Platform.JobManager.Reports;

/// <summary>A job that has succeeded, as metrics and watermarks need it. Times are UTC.</summary>
/// <param name="CreatedAt">When the job was accepted.</param>
/// <param name="QueuedAt">When the attempt was queued; null if that is not known.</param>
/// <param name="StartedAt">When the attempt started.</param>
/// <param name="FinishedAt">When the attempt ended.</param>
/// <param name="Kind">The kind, which decides the queue.</param>
/// <param name="Priority">The priority, which decides the queue.</param>
internal readonly record struct SucceededJob(
    DateTimeOffset CreatedAt,
    DateTimeOffset? QueuedAt,
    DateTimeOffset StartedAt,
    DateTimeOffset FinishedAt,
    JobKindDefinition Kind,
    JobPriority Priority);
