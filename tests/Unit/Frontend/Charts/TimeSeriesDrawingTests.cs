using System.Globalization;
using Platform.Frontend.Charts;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Charts;

public sealed class TimeSeriesDrawingTests
{
    [Fact]
    public void Lines_break_where_there_is_no_value_and_keep_the_values_for_reading()
    {
        var drawing = Draw([1, double.NaN, 3, 4], isStacked: false, hasBars: false);
        drawing.ShouldContain("data-v=\"1,,3,4\"");
        drawing.ShouldContain("d=\"M0 750h0.01M666.7 250L1000 0\"");
        drawing.ShouldContain("data-n=\"&lt;b&gt;\"");
    }

    [Fact]
    public void Stacked_bars_are_stacked()
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
