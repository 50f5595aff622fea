using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Components;

namespace Platform.Frontend.Charts;

/// <summary>Configures how series are drawn.</summary>
/// <param name="IsStacked">Whether each series is drawn on top of the one before.</param>
/// <param name="HasBars">Whether values are bars instead of lines.</param>
/// <param name="Fill">The opacity below a line in percent.</param>
/// <param name="ShowsThresholds">Whether thresholds are drawn as dashed lines.</param>
public sealed record LineStyle(bool IsStacked, bool HasBars, int Fill, bool ShowsThresholds);

/// <summary>
/// Draws lines, areas and bars over time, as a picture of 1000 × 1000 units that is stretched to its container; strokes keep their width. Numbers and
/// names beside it are text of the page, so that they are readable at every size.
/// </summary>
internal sealed class TimeSeriesDrawing
{
    private const double Size = 1000;
    private readonly StringBuilder _svg = new();
    private readonly TimeFrame _frame;
    private readonly double _step;

    private TimeSeriesDrawing(TimeFrame frame, IReadOnlyList<ChartSeries> series, FieldStyle style, LineStyle lineStyle, IReadOnlyList<ChartMark> marks)
    {
        _frame = frame;
        var rows = lineStyle.IsStacked ? Stack(series) : [.. series.Select(one => (Floor: (double[]?)null, Top: one.Values))];
        var finite = rows.SelectMany(row => row.Top).Where(double.IsFinite).ToArray();
        var low = Math.Min(finite.DefaultIfEmpty(0).Min(), style.Min ?? double.MaxValue);
        var high = finite.DefaultIfEmpty(1).Max();
        if (style.Min is { } min && low >= 0)
        {
            low = min;
        }

        (Min, Max, _step) = Ticks.Round(low, style.Max is { } most && high <= most ? Math.Max(most, low) : high, style.Unit);
        DrawGrid(style, lineStyle, marks);
        for (var i = series.Count - 1; i >= 0; i--)
        {
            Draw(series[i], rows[i].Floor, rows[i].Top, lineStyle);
        }
    }

    public double Min { get; }

    public double Max { get; }

    public MarkupString Svg => new(_svg.ToString());

    public static TimeSeriesDrawing Of(TimeFrame frame, IReadOnlyList<ChartSeries> series, FieldStyle style, LineStyle lineStyle, IReadOnlyList<ChartMark> marks) =>
        new(frame, series, style, lineStyle, marks);

    public IEnumerable<Tick> ValueTicks(string? unit) => Ticks.Values(Min, Max, _step, unit);

    private static (double[]? Floor, double[] Top)[] Stack(IReadOnlyList<ChartSeries> series)
    {
        var rows = new (double[]? Floor, double[] Top)[series.Count];
        double[]? below = null;
        for (var i = 0; i < series.Count; i++)
        {
            var values = series[i].Values;
            if (series[i].IsDashed)
            {
                rows[i] = (null, values);
                continue;
            }

            var floor = below ?? new double[values.Length];
            var top = new double[values.Length];
            for (var at = 0; at < values.Length; at++)
            {
                top[at] = floor[at] + (double.IsFinite(values[at]) ? values[at] : 0);
            }

            rows[i] = (floor, top);
            below = top;
        }

        return rows;
    }

    private void DrawGrid(FieldStyle style, LineStyle lineStyle, IReadOnlyList<ChartMark> marks)
    {
        foreach (var tick in Ticks.Values(Min, Max, _step, style.Unit))
        {
            Line("grid", 0, Size - (tick.Position * Size), Size, Size - (tick.Position * Size), null);
        }

        if (lineStyle.ShowsThresholds)
        {
            foreach (var threshold in style.Thresholds.Where(threshold => threshold.From > Min && threshold.From <= Max))
            {
                // If higher values are better, the line has the colour of the values below it.
                var color = style.Thresholds[0].Color == Colors.Of("red") ? style.Thresholds[0].Color : threshold.Color;
                Line("threshold", 0, Y(threshold.From), Size, Y(threshold.From), color);
            }
        }

        var (from, length) = (_frame.From.ToUnixTimeSeconds(), (_frame.To - _frame.From).TotalSeconds);
        foreach (var mark in marks.Where(mark => mark.At >= from && mark.At <= from + length))
        {
            var x = (mark.At - from) / length * Size;
            Line(mark.IsAlert ? "mark alert" : "mark start", x, 0, x, Size, null);
        }
    }

    private void Draw(ChartSeries series, double[]? floor, double[] top, LineStyle lineStyle)
    {
        var (line, area) = (new StringBuilder(), new StringBuilder());
        if (lineStyle.HasBars)
        {
            Bars(area, floor, top);
        }
        else
        {
            Lines(line, lineStyle.Fill > 0 && !series.IsDashed ? area : null, floor, top);
        }

        if (area.Length > 0)
        {
            _svg.Append(CultureInfo.InvariantCulture, $"<path class=\"{(lineStyle.HasBars ? "bars" : "area")}\" style=\"fill:{series.Color};fill-opacity:{(lineStyle.HasBars ? 0.85 : lineStyle.Fill / 100.0)}\" d=\"{area}\"/>");
        }

        _svg.Append(CultureInfo.InvariantCulture, $"<path class=\"line{(series.IsDashed ? " dashed" : "")}\" style=\"stroke:{series.Color}\" data-n=\"{HtmlEncoder.Default.Encode(series.Name)}\" data-c=\"{series.Color}\" data-v=\"");
        for (var i = 0; i < series.Values.Length; i++)
        {
            _svg.Append(i == 0 ? "" : ",");
            if (double.IsFinite(series.Values[i]))
            {
                _svg.Append(series.Values[i].ToString("G4", CultureInfo.InvariantCulture));
            }
        }

        _svg.Append("\" d=\"").Append(line).Append("\"/>");
    }

    private void Bars(StringBuilder path, double[]? floor, double[] top)
    {
        var width = Size / Math.Max(1, _frame.Count) * 0.8;
        for (var i = 0; i < top.Length; i++)
        {
            var bottom = Math.Max(floor?[i] ?? 0, Min);
            if (double.IsFinite(top[i]) && top[i] > bottom)
            {
                path.Point('M', X(i) - (width / 2), Y(top[i])).Append(CultureInfo.InvariantCulture, $"h{width:0.##}V{Y(bottom):0.#}h-{width:0.##}z");
            }
        }
    }

    private void Lines(StringBuilder line, StringBuilder? area, double[]? floor, double[] top)
    {
        var start = -1;
        for (var i = 0; i <= top.Length; i++)
        {
            var isThere = i < top.Length && double.IsFinite(top[i]);
            if (isThere && start < 0)
            {
                start = i;
            }
            else if (!isThere && start >= 0)
            {
                Run(line, area, floor, top, start, i - 1);
                start = -1;
            }
        }
    }

    private void Run(StringBuilder line, StringBuilder? area, double[]? floor, double[] top, int first, int last)
    {
        line.Point('M', X(first), Y(top[first]));
        for (var i = first + 1; i <= last; i++)
        {
            line.Point('L', X(i), Y(top[i]));
        }

        if (first == last)
        {
            // A single value is drawn as a dot: the round end of a line without length.
            line.Append("h0.01");
        }

        if (area is null)
        {
            return;
        }

        area.Point('M', X(first), Y(Bottom(first)));
        for (var i = first; i <= last; i++)
        {
            area.Point('L', X(i), Y(top[i]));
        }

        for (var i = last; i >= first; i--)
        {
            if (floor is not null || i == last || i == first)
            {
                area.Point('L', X(i), Y(Bottom(i)));
            }
        }

        area.Append('z');
        double Bottom(int at) => Math.Max(floor?[at] ?? Math.Max(0, Min), Min);
    }

    private void Line(string kind, double x1, double y1, double x2, double y2, string? color)
    {
        _svg.Append(CultureInfo.InvariantCulture, $"<path class=\"{kind}\" d=\"M{x1:0.#} {y1:0.#}L{x2:0.#} {y2:0.#}\"");
        if (color is not null)
        {
            _svg.Append(" style=\"stroke:").Append(color).Append('"');
        }

        _svg.Append("/>");
    }

    private double X(int at) => _frame.Count <= 1 ? Size / 2 : at / (double)(_frame.Count - 1) * Size;

    private double Y(double value) => Math.Clamp(Size - ((value - Min) / (Max - Min) * Size), -10, Size + 10);
}
