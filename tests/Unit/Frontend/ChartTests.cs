using System.Globalization;
using System.Text;
using Platform.Frontend.Charts;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend;

public sealed class ChartTests
{
    [Theory]
    [InlineData(0, "short", null, "0")]
    [InlineData(1234, "short", null, "1.23 K")]
    [InlineData(2_500_000, "short", null, "2.5 M")]
    [InlineData(0.0123, "percentunit", null, "1.23 %")]
    [InlineData(1, "percentunit", null, "100 %")]
    [InlineData(0.0004, "s", null, "400 µs")]
    [InlineData(0.25, "s", null, "250 ms")]
    [InlineData(0, "s", null, "0 s")]
    [InlineData(90, "s", null, "1.5 min")]
    [InlineData(3, "d", null, "3 d")]
    [InlineData(1536, "bytes", null, "1.5 KiB")]
    [InlineData(0, "bytes", null, "0 B")]
    [InlineData(1048576, "Bps", null, "1 MiB/s")]
    [InlineData(12.5, "reqps", null, "12.5 req/s")]
    [InlineData(7, "short", 0, "7")]
    [InlineData(double.NaN, "s", null, "–")]
    [InlineData(double.PositiveInfinity, "s", null, "∞")]
    public void Values_are_short_and_have_their_unit(double value, string unit, int? decimals, string expected) =>
        Units.Format(value, unit, decimals).ShouldBe(expected);

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

    [Theory]
    [InlineData(0, 1000, "M0 1000")]
    [InlineData(12.34, 12.36, "M12.3 12.4")]
    [InlineData(-0.04, -0.5, "M0 -0.5")]
    [InlineData(-10, 999.96, "M-10 1000")]
    public void Points_are_told_to_a_tenth(double x, double y, string expected) => new StringBuilder().Point('M', x, y).ToString().ShouldBe(expected);

    [Fact]
    public void Times_are_round_in_the_readers_zone()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Kolkata");
        var from = new DateTimeOffset(2030, 1, 1, 10, 7, 0, TimeSpan.Zero);
        Ticks.Times(from, from.AddHours(1), zone, 6).Select(tick => tick.Text).ShouldBe(["15:40", "15:50", "16:00", "16:10", "16:20", "16:30"]);
    }

    [Fact]
    public void A_value_has_the_colour_of_the_last_threshold_it_reached()
    {
        var style = new FieldStyle { Unit = "s", Thresholds = [new(double.NegativeInfinity, "green"), new(0.5, "yellow"), new(1, "red")], Words = [new(7, "SEVEN", "blue")] };
        style.Color(0.2).ShouldBe("green");
        style.Color(0.5).ShouldBe("yellow");
        style.Color(3).ShouldBe("red");
        style.Text(7).ShouldBe("SEVEN");
        style.Color(7).ShouldBe("blue");
    }

    [Fact]
    public void Lines_break_where_there_is_no_value_and_keep_the_values_for_reading()
    {
        var drawing = Draw([1, double.NaN, 3, 4], isStacked: false, hasBars: false);
        drawing.ShouldContain("data-v=\"1,,3,4\"");
        drawing.ShouldContain("d=\"M0 750h0.01M666.7 250L1000 0\"");
        drawing.ShouldContain("data-n=\"&lt;b&gt;\"");
    }

    [Fact]
    public void Stacked_bars_stand_on_each_other()
    {
        var frame = new TimeFrame(DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(15), 1);
        ChartSeries[] series = [Series("one", [1]), Series("two", [3])];
        var svg = TimeSeriesDrawing.Of(frame, series, new FieldStyle { Min = 0 }, new LineStyle(true, true, 0, false), []).Svg.Value;
        svg.ShouldContain("M100 0h800V750h-800z");
        svg.ShouldContain("M100 750h800V1000h-800z");
    }

    [Fact]
    public void Numbers_of_a_picture_do_not_depend_on_the_culture()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("pt-BR");
        try
        {
            Draw([0.5, 1.25], isStacked: false, hasBars: false).ShouldContain("data-v=\"0.5,1.25\"");
            Shapes.Ring([Series("a", [1]), Series("b", [2])]).Value.ShouldContain("33.333 66.667");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static string Draw(double[] values, bool isStacked, bool hasBars) => TimeSeriesDrawing.Of(
        new TimeFrame(DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(15), values.Length),
        [Series("<b>", values)],
        new FieldStyle { Min = 0 },
        new LineStyle(isStacked, hasBars, 0, false),
        []).Svg.Value;

    private static ChartSeries Series(string name, double[] values) => new(name, "red", new Dictionary<string, string>(), values);
}
