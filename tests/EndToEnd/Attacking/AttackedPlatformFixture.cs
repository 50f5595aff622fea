namespace Platform.EndToEnd.Attacking;

/// <summary>The whole platform with what watches it, which is to go on during the attack.</summary>
public sealed class AttackedPlatformFixture() : PlatformFixture(isDashboardOn: false);
