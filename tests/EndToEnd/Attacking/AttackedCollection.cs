using Xunit;

namespace Platform.EndToEnd.Attacking;

/// <summary>What is attacked, when nothing else runs: on two processors an attack leaves nothing for others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AttackedCollection : ICollectionFixture<AttackedPlatformFixture>
{
    public const string Name = "attacked platform";
}
