using System.Globalization;
using Platform.Frontend.Charts;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Dashboards;

/// <summary>Holds what a panel shows: its results in the form of its chart.</summary>
internal sealed class PanelContent
{
    // For readers who cannot see the chart.
    private const int MaxSamples = 12;

    private readonly DashboardPanel _panel;
    private readonly IReadOnlyList<ChartSeries> _series = [];

    /// <summary>Brings the results of a panel into the form of its chart.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="data">The results of its queries.</param>
    /// <param name="timeRange">The time range for links to other dashboards, as in <see cref="TimeRanges"/>.</param>
    public PanelContent(DashboardPanel panel, PanelData data, string timeRange)
    {
        (_panel, Data) = (panel, data);
        (Style, LineStyle) = (PanelDrawing.StyleOf(panel), PanelDrawing.LineStyleOf(panel));
        if (panel.Type == "table")
        {
            Table = PanelDrawing.TableOf(panel, data, timeRange);
            return;
        }

        if (panel.Type == "heatmap")
        {
            Buckets = PanelDrawing.BucketsOf(panel, data);
        }

        _series = PanelDrawing.SeriesOf(panel, data, timeRange);
        Series = _series.Count <= PanelDrawing.MaxSeries ? _series : [.. _series.OrderByDescending(one => one.Highest).Take(PanelDrawing.MaxSeries)];
    }

    /// <summary>Gets the results.</summary>
    public PanelData Data { get; }

    /// <summary>Gets how values are shown.</summary>
    public FieldStyle Style { get; }

    /// <summary>Gets how lines are drawn.</summary>
    public LineStyle LineStyle { get; }

    /// <summary>Gets the first series, for charts of a single one.</summary>
    public ChartSeries First => _series[0];

    /// <summary>Gets the series that are shown: the highest ones if there are too many.</summary>
    public IReadOnlyList<ChartSeries> Series { get; } = [];

    /// <summary>Gets the number of series that are not shown.</summary>
    public int Left => _series.Count - Series.Count;

    /// <summary>Gets the rows of a table.</summary>
    public TableData Table { get; } = new([], []);

    /// <summary>Gets the buckets of a heat map.</summary>
    public (IReadOnlyList<string> Names, IReadOnlyList<double[]> Rows) Buckets { get; } = ([], []);

    /// <summary>Creates a table of values at about a dozen times of the range.</summary>
    /// <param name="zone">The reader's time zone.</param>
    public TableData Samples(TimeZoneInfo zone)
    {
        var isHeatmap = _panel.Type == "heatmap";
        var every = Math.Max(1, Data.Frame.Count / MaxSamples);
        var at = Enumerable.Range(0, Data.Frame.Count).Where(i => (Data.Frame.Count - 1 - i) % every == 0).ToArray();
        IReadOnlyList<(string Name, double[] Values)> columns = isHeatmap
            ? [.. Buckets.Names.Zip(Buckets.Rows, (name, row) => (name, row))]
            : [.. Series.Select(one => (one.Name, one.Values))];
        return new TableData(
            [Words.Time, .. columns.Select(column => column.Name)],
            [.. at.Select(i => (IReadOnlyList<TableCell>)
                [
                    new TableCell(TimeZoneInfo.ConvertTime(Data.Frame.From + (Data.Frame.Step * i), zone).ToString(Words.AxisDayAndTime + ":ss", CultureInfo.InvariantCulture)),
                    .. columns.Select(column => new TableCell(isHeatmap ? Units.Format(column.Values[i], "short", 0) : Style.Text(column.Values[i]), column.Values[i])),
                ])]);
    }
}
