namespace Platform.EndToEnd;

/// <summary>The whole platform without the resource dashboard and without what watches it, for who looks at neither.</summary>
public sealed class PlainPlatformFixture() : PlatformFixture(isDashboardOn: false, isMonitored: false);
