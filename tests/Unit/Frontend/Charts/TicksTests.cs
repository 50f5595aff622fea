using Platform.Frontend.Charts;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Charts;

public sealed class TicksTests
{
    [Theory]
    [InlineData(0, 0.97, "percentunit", 0, 1)]
    [InlineData(0, 7, "short", 0, 8)]
    [InlineData(0, 0, "short", 0, 1)]
    [InlineData(0, 3_000_000_000, "bytes", 0, 3221225472)]
    [InlineData(-3, 5, "short", -4, 6)]
    public void Axes_end_at_round_values(double low, double high, string unit, double min, double max)
    {
        var axis = Ticks.Round(low, high, unit);
        axis.Min.ShouldBe(min);
        axis.Max.ShouldBe(max);
        Ticks.Values(axis.Min, axis.Max, axis.Step, unit).Count().ShouldBeInRange(3, 8);
    }

    [Fact]
    public void Times_are_round_in_the_readers_zone()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Kolkata");
        var from = new DateTimeOffset(2030, 1, 1, 10, 7, 0, TimeSpan.Zero);
        Ticks.Times(from, from.AddHours(1), zone, 6).Select(tick => tick.Text).ShouldBe(["15:40", "15:50", "16:00", "16:10", "16:20", "16:30"]);
    }
}
