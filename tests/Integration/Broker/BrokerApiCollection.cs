using Xunit;

namespace Platform.Integration.Broker;

/// <summary>Tests that share a gateway, a Broker and a JobManager: each has queues of its own, and none changes what holds for all.</summary>
[CollectionDefinition(Name)]
public sealed class BrokerApiCollection : ICollectionFixture<BrokerApi>
{
    public const string Name = "broker by the API";
}
