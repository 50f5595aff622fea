namespace Platform.EndToEnd.Attacking;

/// <summary>The platform that other tests have left running, or one of its own, with what watches it, which is to go on during the attack.</summary>
public sealed class AttackedPlatformFixture : PlatformFixture
{
    /// <inheritdoc />
    protected override bool TakesOver => true;

    /// <inheritdoc />
    protected override bool LeavesRunning => false;
}
