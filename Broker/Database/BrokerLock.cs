namespace Platform.Broker.Database;

/// <summary>
/// The keys of advisory locks that are held until a transaction ends, besides those of groups and owners. Advisory locks belong to the whole
/// database, so the numbers must differ from those of other services.
/// </summary>
internal enum BrokerLock
{
    /// <summary>Held by the replica that creates partitions of processed messages.</summary>
    Partitions = 8101,
}
