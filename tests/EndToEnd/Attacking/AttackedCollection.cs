using Xunit;

namespace Platform.EndToEnd.Attacking;

/// <summary>The attacked platform. Nothing else runs at that time, because an attack uses both processors.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AttackedCollection : ICollectionFixture<AttackedPlatformFixture>
{
    public const string Name = "attacked platform";
}
