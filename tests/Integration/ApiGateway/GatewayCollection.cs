using Xunit;

namespace Platform.Integration.ApiGateway;

/// <summary>Tests that share a gateway: each has accounts of its own, and sets back what it changes for all.</summary>
[CollectionDefinition(Name)]
public sealed class GatewayCollection : ICollectionFixture<GatewayFixture>
{
    public const string Name = "gateway";
}
