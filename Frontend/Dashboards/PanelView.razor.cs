using System.Globalization;
using Microsoft.AspNetCore.Components;
using Platform.Frontend.Charts;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Dashboards;

/// <summary>Shows a panel of a dashboard: runs its queries and draws the chart.</summary>
public partial class PanelView
{
    private CancellationTokenSource? _load;
    private QueryScope? _requested;
    private PanelData? _data;
    private FieldStyle _style = new();
    private LineStyle _lineStyle = new(false, false, 0, false);
    private IReadOnlyList<ChartSeries> _series = [];
    private IReadOnlyList<ChartSeries> _shown = [];
    private TableData _table = new([], []);
    private (IReadOnlyList<string> Names, IReadOnlyList<double[]> Rows) _buckets = ([], []);
    private bool _isLoading;
    private bool _isTable;
    private bool _isExplained;

    /// <summary>Gets or sets the panel.</summary>
    [Parameter, EditorRequired] public DashboardPanel Panel { get; set; } = default!;
    /// <summary>Gets or sets the time range and the values; a different scope reloads the panel.</summary>
    [Parameter, EditorRequired] public QueryScope Scope { get; set; } = default!;
    /// <summary>Gets or sets the events to mark.</summary>
    [Parameter] public IReadOnlyList<ChartMark> Marks { get; set; } = [];
    /// <summary>Gets or sets the reader's time zone.</summary>
    [Parameter] public TimeZoneInfo Zone { get; set; } = TimeZoneInfo.Utc;
    /// <summary>Gets or sets the time range for links to other dashboards, as in <see cref="TimeRanges"/>.</summary>
    [Parameter] public string TimeRange { get; set; } = "now-1h";

    /// <inheritdoc />
    protected override TimeSpan Period => Timeout.InfiniteTimeSpan;

    /// <inheritdoc />
    // The next refresh of the dashboard does.
    protected override bool RetriesAutomatically => false;

    /// <inheritdoc />
    protected override object? RequestKey => (Scope.To - Scope.From, string.Join('\n', Scope.Chosen.SelectMany(chosen => chosen.Value.Select(value => $"{chosen.Key}={value}"))));

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (_requested is null || ReferenceEquals(_requested, Scope) || (_isLoading && _requested.IsSameRequest(Scope)))
        {
            // If each refresh cancelled the load, one that takes longer than the refresh interval would never be shown.
            return;
        }

        await LoadAsync();
    }

    /// <inheritdoc />
    protected override async Task<Action> LoadContentAsync()
    {
        if (Panel.Type == "text")
        {
            return () => { };
        }

        _requested = Scope;
        _style = PanelDrawing.StyleOf(Panel);
        _lineStyle = PanelDrawing.LineStyleOf(Panel);
        if (_load is not null)
        {
            // The running queries are no longer needed.
            await _load.CancelAsync();
            _load.Dispose();
        }

        var load = _load = CancellationTokenSource.CreateLinkedTokenSource(CloseToken);
        _isLoading = true;
        try
        {
            var data = await Loader.LoadAsync(Panel, Scope, load.Token);
            return () => Show(data);
        }
        finally
        {
            if (load == _load)
            {
                _isLoading = false;
            }
        }
    }

    private void Show(PanelData data)
    {
        _data = data;
        if (Panel.Type == "table")
        {
            _table = PanelDrawing.TableOf(Panel, data, TimeRange);
            return;
        }

        if (Panel.Type == "heatmap")
        {
            _buckets = PanelDrawing.BucketsOf(Panel, data);
        }

        _series = PanelDrawing.SeriesOf(Panel, data, TimeRange);
        _shown = _series.Count <= PanelDrawing.MaxSeries ? _series : [.. _series.OrderByDescending(one => one.Highest).Take(PanelDrawing.MaxSeries)];
    }

    // About a dozen times of the range, for readers who cannot see the chart.
    private TableData Samples()
    {
        var every = Math.Max(1, _data!.Frame.Count / 12);
        var at = Enumerable.Range(0, _data.Frame.Count).Where(i => (_data.Frame.Count - 1 - i) % every == 0).ToArray();
        IReadOnlyList<(string Name, double[] Values)> columns = Panel.Type == "heatmap"
            ? [.. _buckets.Names.Zip(_buckets.Rows, (name, row) => (name, row))]
            : [.. _shown.Select(one => (one.Name, one.Values))];
        return new TableData(
            [Words.Time, .. columns.Select(column => column.Name)],
            [.. at.Select(i => (IReadOnlyList<TableCell>)
                [
                    new TableCell(TimeZoneInfo.ConvertTime(_data.Frame.From + (_data.Frame.Step * i), Zone).ToString(Words.AxisDayAndTime + ":ss", CultureInfo.InvariantCulture)),
                    .. columns.Select(column => new TableCell(Panel.Type == "heatmap" ? Units.Format(column.Values[i], "short", 0) : _style.Text(column.Values[i]), column.Values[i])),
                ])]);
    }

    private static string Num(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc />
    protected override void Dispose(bool isDisposing)
    {
        base.Dispose(isDisposing);
        if (isDisposing)
        {
            _load?.Dispose();
        }
    }
}
