using Xunit;

namespace Platform.Integration.ApiGateway.Monitoring;

/// <summary>Tests that share a gateway with Prometheus and Alertmanager, one after another: one takes these away, and gives them back.</summary>
[CollectionDefinition(Name)]
public sealed class MonitoredCollection : ICollectionFixture<MonitoredGateway>
{
    public const string Name = "monitored gateway";
}
