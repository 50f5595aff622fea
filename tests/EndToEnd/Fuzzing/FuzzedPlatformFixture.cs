using Platform.EndToEnd.Attacking;

namespace Platform.EndToEnd.Fuzzing;

/// <summary>The platform that other tests have left running, or one of its own, with what watches it, which is not to go blind.</summary>
public sealed class FuzzedPlatformFixture : WatchedPlatformFixture
{
    /// <inheritdoc />
    protected override bool LeavesRunning => CollectionOrder.Runs(AttackedCollection.Name);
}
