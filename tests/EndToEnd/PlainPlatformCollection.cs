using Platform.EndToEnd.Frontend;
using Xunit;

namespace Platform.EndToEnd;

/// <summary>
/// Tests that share one platform and a browser, one after another, and look neither at the resource dashboard nor at what watches the platform:
/// most of those of the page, those of captions by the API and of README's commands, and those that take parts of the platform away and wait until it
/// is whole again.
/// </summary>
[CollectionDefinition(Name)]
public sealed class PlainPlatformCollection : ICollectionFixture<PlainPlatformFixture>, ICollectionFixture<Browser>
{
    public const string Name = "plain platform";
}
