using Xunit;

namespace Platform.EndToEnd.Hosting;

/// <summary>The collection of tests that run while no other test does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
