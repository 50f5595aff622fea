using Xunit;

namespace Platform.EndToEnd.Fuzzing;

/// <summary>The fuzzed platform. It runs alone, on a platform that earlier tests have used and later ones will use.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FuzzedCollection : ICollectionFixture<FuzzedPlatformFixture>
{
    public const string Name = "fuzzed platform";
}
