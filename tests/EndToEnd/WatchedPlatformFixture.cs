namespace Platform.EndToEnd;

/// <summary>The platform that other tests have left running, or one of its own, with what watches it.</summary>
public abstract class WatchedPlatformFixture : PlatformFixture
{
    /// <inheritdoc />
    protected override bool IsMonitored => true;

    /// <inheritdoc />
    protected override bool TakesOver => true;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await WatchAsync();
    }
}
