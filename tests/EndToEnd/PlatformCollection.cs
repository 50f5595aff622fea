using Xunit;

namespace Platform.EndToEnd;

/// <summary>Tests that share one running platform; they run one after another, because some of them change what others look at.</summary>
[CollectionDefinition(Name)]
public sealed class PlatformCollection : ICollectionFixture<PlatformFixture>
{
    public const string Name = "platform";
}
