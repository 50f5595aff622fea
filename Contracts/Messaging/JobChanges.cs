using Platform.Contracts.Jobs;

namespace Platform.Contracts.Messaging;

/// <summary>
/// Represents a batch of changes that JobManager publishes on the Redis channel <see cref="Channel"/>. It may be lost; the API has the current state.
/// </summary>
/// <param name="Changes">The changes, oldest first.</param>
public sealed record JobChanges(IReadOnlyList<JobChange> Changes)
{
    /// <summary>The Redis channel on which changes are published.</summary>
    public const string Channel = "jobs.changes";
}

/// <summary>Describes a job after a change.</summary>
/// <param name="JobId">The id of the job.</param>
/// <param name="OwnerId">The owner of the job.</param>
/// <param name="Version">The version, which grows with every change of the job; older ones are to be ignored.</param>
/// <param name="State">The state.</param>
/// <param name="Attempt">The fencing number of the current attempt.</param>
/// <param name="Progress">The progress, if the job is running.</param>
/// <param name="Log">The log lines that were added by this change.</param>
/// <param name="Deleted">Whether the job was deleted.</param>
public sealed record JobChange(
    Guid JobId,
    Guid OwnerId,
    long Version,
    JobState State,
    int Attempt,
    JobProgress? Progress = null,
    IReadOnlyList<JobLogLine>? Log = null,
    bool Deleted = false);
