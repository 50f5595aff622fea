using System.Globalization;
using Microsoft.AspNetCore.Components;
using Platform.Frontend.Charts;

namespace Platform.Frontend.Dashboards;

/// <summary>Shows a panel of a dashboard: runs its queries and draws the chart.</summary>
public partial class PanelView
{
    private CancellationTokenSource? _load;
    private QueryScope? _requested;
    private PanelContent? _content;
    private FieldStyle _style = new();
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
            return () => _content = new(Panel, data, TimeRange);
        }
        finally
        {
            if (load == _load)
            {
                _isLoading = false;
            }
        }
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
