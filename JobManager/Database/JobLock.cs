namespace Platform.JobManager.Database;

/// <summary>
/// The keys of advisory locks that are held until a transaction ends. Advisory locks belong to the whole database, so the numbers must differ
/// from those of other services.
/// </summary>
internal enum JobLock
{
    /// <summary>Held by the replica that writes permits of long jobs.</summary>
    DispatchPermits = 8102,

    /// <summary>Held, together with a user, while the size of the user's revisions is updated.</summary>
    Revisions = 8103,
}
