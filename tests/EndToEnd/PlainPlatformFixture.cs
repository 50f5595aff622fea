namespace Platform.EndToEnd;

/// <summary>The whole platform without the resource dashboard, for who does not look at it.</summary>
public sealed class PlainPlatformFixture() : PlatformFixture(isDashboardOn: false);
