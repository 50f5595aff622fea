using Platform.Frontend.Gateway;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Gateway;

public sealed class GatewayStatusTests
{
    [Fact]
    public void What_one_part_answers_says_nothing_of_another()
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
    public void A_part_that_nobody_calls_again_is_not_called_away_for_ever()
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
