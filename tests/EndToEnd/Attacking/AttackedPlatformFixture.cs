namespace Platform.EndToEnd.Attacking;

/// <summary>The platform that other tests have left running, or one of its own, with what watches it, which is to go on during the attack.</summary>
public sealed class AttackedPlatformFixture : WatchedPlatformFixture
{
    /// <inheritdoc />
    protected override bool LeavesRunning => false;
}
