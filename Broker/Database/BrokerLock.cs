namespace Platform.Broker.Database;

/// <summary>
/// Keys of the advisory locks that statements take until their transaction ends, beside those of groups and owners. Services that share a
/// database share these keys: each has numbers of its own.
/// </summary>
internal enum BrokerLock
{
    /// <summary>Of all replicas, who makes partitions of processed messages.</summary>
    Partitions = 8101,
}
