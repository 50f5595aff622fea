namespace Platform.JobManager.Database;

/// <summary>
/// Keys of the advisory locks that statements take until their transaction ends. Services that share a database share
/// these keys: each has numbers of its own.
/// </summary>
internal enum JobLock
{
    /// <summary>Of all replicas, who writes turns.</summary>
    Turns = 8102,

    /// <summary>With a user, who counts the revisions of their captions.</summary>
    Revisions = 8103,
}
