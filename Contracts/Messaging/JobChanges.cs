using Platform.Contracts.Jobs;

namespace Platform.Contracts.Messaging;

/// <summary>A batch of changes that JobManager publishes on the Redis channel <see cref="Channel"/>. Lossy by design: the truth is in the API.</summary>
/// <param name="Changes">The changes, oldest first.</param>
public sealed record JobChanges(IReadOnlyList<JobChange> Changes)
{
    /// <summary>The Redis channel.</summary>
    public const string Channel = "jobs.changes";
}

/// <summary>What a job looks like after a change.</summary>
/// <param name="JobId">The job.</param>
/// <param name="OwnerId">Who may see it.</param>
/// <param name="Version">Grows with every change of the job; an older one is to be ignored.</param>
/// <param name="State">The state.</param>
/// <param name="Attempt">The fencing number of the current attempt.</param>
/// <param name="Progress">Progress, if running.</param>
/// <param name="Log">Lines that are new with this change.</param>
/// <param name="Deleted">True when the job is gone.</param>
public sealed record JobChange(
    Guid JobId,
    Guid OwnerId,
    long Version,
    JobState State,
    int Attempt,
    JobProgress? Progress = null,
    IReadOnlyList<JobLogLine>? Log = null,
    bool Deleted = false);
