using Xunit;

namespace Platform.EndToEnd.Frontend;

/// <summary>Tests of the page that leave the platform whole; one after another, as each has a browser.</summary>
[CollectionDefinition(Name)]
public sealed class PagePlatformCollection : ICollectionFixture<PlainPlatformFixture>, ICollectionFixture<Browser>
{
    public const string Name = "page platform";
}
