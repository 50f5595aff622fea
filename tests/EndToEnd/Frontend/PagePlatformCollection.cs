using Xunit;

namespace Platform.EndToEnd.Frontend;

/// <summary>Tests that leave the platform whole and do not look at the resource dashboard: those of the page, one after another, as each has a browser.</summary>
[CollectionDefinition(Name)]
public sealed class PagePlatformCollection : ICollectionFixture<PlainPlatformFixture>, ICollectionFixture<Browser>
{
    public const string Name = "page platform";
}
