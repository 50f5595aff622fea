using Platform.Frontend.Gateway;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Gateway;

public sealed class GatewayStatusTests
{
    [Fact]
    public void Success_of_one_part_does_not_mark_another_as_available()
    {
        using var status = new GatewayStatus(TimeProvider.System);
        var changes = 0;
        status.Changed += () => changes++;
        status.Answered("jobs", well: false);
        status.Answered("api-keys", well: true);
        status.State.ShouldBe(PlatformState.Degraded);
        status.Unreachable();
        status.State.ShouldBe(PlatformState.Unreachable);
        status.Answered("jobs", well: true);
        status.State.ShouldBe(PlatformState.Up);
        changes.ShouldBe(3);
    }

    [Fact]
    public void An_unavailable_part_without_further_calls_is_forgotten()
    {
        var time = new ManualTime();
        using var status = new GatewayStatus(time);
        var changes = 0;
        status.Changed += () => changes++;
        status.Answered("jobs", well: false);
        time.Advance(TimeSpan.FromSeconds(20));
        status.Answered("uploads", well: false);
        time.Advance(TimeSpan.FromSeconds(20));
        status.State.ShouldBe(PlatformState.Degraded, "the later answer still holds");
        changes.ShouldBe(1);
        time.Advance(TimeSpan.FromSeconds(20));
        status.State.ShouldBe(PlatformState.Up);
        changes.ShouldBe(2);
    }
}
