namespace Platform.JobManager.Database;

/// <summary>
/// The keys of advisory locks that are held until a transaction ends. Advisory locks belong to the whole database, so the numbers must differ
/// from those of other services.
/// </summary>
internal enum JobLock
{
    /// <summary>The lock that is held by the replica that writes permits of long jobs.</summary>
    DispatchPermits = 8102,

    /// <summary>The lock, together with a user, that is held while the size of the user's revisions is updated.</summary>
    Revisions = 8103,
}
