namespace Platform.Operations.Database;

/// <summary>
/// The keys of advisory locks. Advisory locks belong to the whole database, so the numbers must differ from
/// those of other services.
/// </summary>
internal enum OperationsLock
{
    /// <summary>Held while alerts become incidents, or an incident is merged or split, so that each is decided by what all others have left.</summary>
    Incidents = 8201,

    /// <summary>Held by the connection of the replica that probes.</summary>
    Prober = 8202,

    /// <summary>Held while a deployment is recorded: what one is depends on the one before.</summary>
    Deployments = 8205,
}
