using Xunit;

namespace Platform.EndToEnd.Chaos;

/// <summary>Tests that share a running platform of which they take parts away, so that the others need not wait until it is whole again.</summary>
[CollectionDefinition(Name)]
public sealed class BrokenPlatformCollection : ICollectionFixture<PlainPlatformFixture>
{
    public const string Name = "broken platform";
}
