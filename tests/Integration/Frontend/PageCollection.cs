using Xunit;

namespace Platform.Integration.Frontend;

/// <summary>Tests that share a page and the gateway behind it: each has accounts and addresses of its own.</summary>
[CollectionDefinition(Name)]
public sealed class PageCollection : ICollectionFixture<PageFixture>
{
    public const string Name = "page";
}
