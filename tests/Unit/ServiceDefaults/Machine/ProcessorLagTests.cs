using Platform.ServiceDefaults.Machine;
using Shouldly;
using Xunit;

namespace Platform.Unit.ServiceDefaults.Machine;

public sealed class ProcessorLagTests
{
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(250);

    [Fact]
    public void Nothing_is_lost_while_the_timer_is_punctual_or_a_little_late()
    {
        var time = new ManualTime();
        using var lag = new ProcessorLag(time);
        for (var i = 0; i < 20; i++)
        {
            time.Advance(i % 2 == 0 ? s_tick : s_tick * 1.5);
            lag.LostWithin(s_window).ShouldBe(TimeSpan.Zero);
        }
    }

    [Fact]
    public void What_the_timer_is_late_is_lost_until_the_window_has_passed()
    {
        var time = new ManualTime();
        using var lag = new ProcessorLag(time);
        time.Advance(s_tick + TimeSpan.FromSeconds(3));
        lag.LostWithin(s_window).ShouldBe(TimeSpan.FromSeconds(3));
        lag.LostWithin(TimeSpan.FromSeconds(1)).ShouldBe(TimeSpan.FromSeconds(1), "no more can be lost than there was");
        time.Advance(s_tick + TimeSpan.FromSeconds(1));
        lag.LostWithin(s_window).ShouldBe(TimeSpan.FromSeconds(4));

        Pass(time, s_window + s_tick);

        lag.LostWithin(s_window).ShouldBe(TimeSpan.Zero);
        lag.LostWithin(s_window * 2).ShouldBe(TimeSpan.FromSeconds(4));
        Pass(time, TimeSpan.FromMinutes(1));
        lag.LostWithin(TimeSpan.FromMinutes(2)).ShouldBe(TimeSpan.Zero, "what is older than a minute is forgotten");
    }

    private static void Pass(ManualTime time, TimeSpan span)
    {
        for (var passed = TimeSpan.Zero; passed < span; passed += s_tick)
        {
            time.Advance(s_tick);
        }
    }
}
