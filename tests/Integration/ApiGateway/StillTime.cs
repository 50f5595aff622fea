namespace Platform.Integration.ApiGateway;

/// <summary>A date that stands still until it is moved. Timers and measured times go on: a service lives with it as with any.</summary>
internal sealed class StillTime : TimeProvider
{
    private DateTimeOffset _now = System.GetUtcNow();

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan span) => _now += span;
}
