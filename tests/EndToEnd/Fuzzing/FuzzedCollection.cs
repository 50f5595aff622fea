using Xunit;

namespace Platform.EndToEnd.Fuzzing;

/// <summary>What is sent everything that a caller could think of, when nothing else runs: the platform that others have left, and will take over.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FuzzedCollection : ICollectionFixture<FuzzedPlatformFixture>
{
    public const string Name = "fuzzed platform";
}
