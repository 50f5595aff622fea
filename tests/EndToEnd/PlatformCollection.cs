using Xunit;

namespace Platform.EndToEnd;

/// <summary>Tests that share one running platform; they run one after another, because some of them take parts of it away.</summary>
[CollectionDefinition(Name)]
public sealed class PlatformCollection : ICollectionFixture<PlatformFixture>
{
    public const string Name = "platform";
}
