using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;

namespace Platform.Frontend.Charts;

/// <summary>Draws gauges, rings, grids of cells and sparklines as SVG.</summary>
internal static class Shapes
{
    private const int Levels = 8;

    /// <summary>Draws a half-circle that is filled in proportion to the value, with its thresholds on the outside.</summary>
    public static MarkupString Gauge(double value, double min, double max, FieldStyle style)
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"track\" d=\"{Arc(0, 1, 80)}\"/>");
        var share = double.IsFinite(value) && max > min ? Math.Clamp((value - min) / (max - min), 0, 1) : 0;
        if (share > 0)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"value\" style=\"stroke:{style.Color(value)}\" d=\"{Arc(0, Math.Max(share, 0.004), 80)}\"/>");
        }

        for (var i = 0; i < style.Thresholds.Count; i++)
        {
            var from = Math.Clamp((style.Thresholds[i].From - min) / (max - min), 0, 1);
            var to = i + 1 < style.Thresholds.Count ? Math.Clamp((style.Thresholds[i + 1].From - min) / (max - min), 0, 1) : 1;
            if (to > from)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<path class=\"edge\" style=\"stroke:{style.Thresholds[i].Color}\" d=\"{Arc(from, to, 95)}\"/>");
            }
        }

        return new MarkupString(svg.ToString());
    }

    /// <summary>Draws a ring that is divided in proportion to the values.</summary>
    public static MarkupString Ring(IReadOnlyList<ChartSeries> slices)
    {
        var total = slices.Sum(slice => Positive(slice.Last));
        var svg = new StringBuilder();
        var done = 0.0;
        foreach (var slice in slices)
        {
            var share = total > 0 ? Positive(slice.Last) / total * 100 : 0;
            svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"21\" cy=\"21\" r=\"15.9155\" style=\"stroke:{slice.Color}\" stroke-dasharray=\"{share:0.###} {100 - share:0.###}\" stroke-dashoffset=\"{25 - done:0.###}\"/>");
            done += share;
        }

        return new MarkupString(svg.ToString());
    }

    /// <summary>Draws cells, darker for larger values, in eight shades of one path each.</summary>
    public static MarkupString Cells(IReadOnlyList<double[]> rows)
    {
        var most = rows.SelectMany(row => row).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        var paths = Enumerable.Range(0, Levels).Select(_ => new StringBuilder()).ToArray();
        var height = 1000.0 / Math.Max(1, rows.Count);
        for (var y = 0; y < rows.Count; y++)
        {
            var width = 1000.0 / Math.Max(1, rows[y].Length);
            for (var x = 0; x < rows[y].Length; x++)
            {
                var value = rows[y][x];
                if (double.IsFinite(value) && value > most * 1e-6 && most > 0)
                {
                    var level = Math.Min(Levels - 1, (int)(Math.Sqrt(value / most) * Levels));
                    paths[level].Append(CultureInfo.InvariantCulture, $"M{x * width:0.#} {1000 - ((y + 1) * height):0.#}h{width:0.##}v{height:0.##}h-{width:0.##}z");
                }
            }
        }

        var svg = new StringBuilder();
        for (var level = 0; level < Levels; level++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"cells\" style=\"fill-opacity:{(level + 1.0) / Levels:0.###}\" d=\"{paths[level]}\"/>");
        }

        return new MarkupString(svg.ToString());
    }

    /// <summary>Draws a line without axes.</summary>
    public static MarkupString Spark(double[] values, string color)
    {
        var (low, high) = (values.Where(double.IsFinite).DefaultIfEmpty(0).Min(), values.Where(double.IsFinite).DefaultIfEmpty(0).Max());
        var line = new StringBuilder();
        var isFirst = true;
        var (start, end) = (0.0, 0.0);
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                continue;
            }

            var x = values.Length == 1 ? 0 : i / (double)(values.Length - 1) * 1000;
            var y = high > low ? 950 - ((values[i] - low) / (high - low) * 900) : 500;
            line.Point(isFirst ? 'M' : 'L', x, y);
            (start, end, isFirst) = (isFirst ? x : start, x, false);
        }

        return new MarkupString(isFirst ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $"<path class=\"area\" style=\"fill:{color}\" d=\"{line}L{end:0.#} 1000L{start:0.#} 1000z\"/><path class=\"line\" style=\"stroke:{color}\" d=\"{line}\"/>"));
    }

    private static double Positive(double value) => double.IsFinite(value) && value > 0 ? value : 0;

    // From the left over the top to the right, in a picture of 200 × 110.
    private static string Arc(double from, double to, double radius)
    {
        var (x1, y1) = At(from);
        var (x2, y2) = At(to);
        return string.Create(CultureInfo.InvariantCulture, $"M{x1:0.##} {y1:0.##}A{radius} {radius} 0 0 1 {x2:0.##} {y2:0.##}");
        (double X, double Y) At(double share) => (100 - (Math.Cos(share * Math.PI) * radius), 102 - (Math.Sin(share * Math.PI) * radius));
    }
}
