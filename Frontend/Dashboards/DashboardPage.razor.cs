using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;
using Platform.Frontend.Charts;

namespace Platform.Frontend.Dashboards;

/// <summary>Shows a dashboard for the time and the values in the URL.</summary>
public partial class DashboardPage
{
    private Dictionary<string, IReadOnlyList<string>> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, QueryScope> _repeated = new(StringComparer.Ordinal);
    private DashboardChoice _choice = DashboardChoice.None;
    private Dashboard? _dashboard;
    private QueryScope? _scope;
    private IReadOnlyList<ChartMark> _marks = [];
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private IJSObjectReference? _module;
    private bool _showsMarks = true;
    private bool _isReady;

    /// <summary>Gets or sets the dashboard's name in URLs.</summary>
    [Parameter] public string Uid { get; set; } = "";

    /// <inheritdoc />
    // The selection is only part of the address, and a page whose parameters stay the same is not notified of another address.
    protected override Task OnInitializedAsync()
    {
        Navigation.LocationChanged += OnMoved;
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    protected override TimeSpan Period => TimeRanges.RefreshOf(_choice.Refresh) is { } every && every > TimeSpan.Zero ? every : Timeout.InfiniteTimeSpan;

    /// <inheritdoc />
    protected override object? RequestKey => (Uid, _choice.Range, _choice.Limits);

    private void OnMoved(object? sender, LocationChangedEventArgs moved)
    {
        if (_dashboard is null || !_isReady || Navigation.ToAbsoluteUri(moved.Location).AbsolutePath != $"/operations/dashboards/{Uid}")
        {
            return;
        }

        _ = InvokeAsync(async () =>
        {
            try
            {
                _choice = DashboardChoice.Read(_dashboard, Navigation.ToAbsoluteUri(Navigation.Uri));
                await LoadAsync();
                StateHasChanged();
            }
            catch (Exception exception)
            {
                await DispatchExceptionAsync(exception);
            }
        });
    }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        var dashboard = Files.Find(Uid);
        if (dashboard != _dashboard)
        {
            (_dashboard, _scope, _marks) = (dashboard, null, []);
            _values.Clear();
        }

        if (_dashboard is null)
        {
            return;
        }

        _choice = DashboardChoice.Read(_dashboard, Navigation.ToAbsoluteUri(Navigation.Uri));
        if (_isReady)
        {
            await LoadAsync();
        }
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || _dashboard is null)
        {
            return;
        }

        _module = await JS.InvokeAsync<IJSObjectReference>("import", CloseToken, "/" + Assets["js/charts.js"]);
        var zone = await _module.InvokeAsync<string>("zone", CloseToken);
        _zone = TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var known) ? known : TimeZoneInfo.Utc;
        _isReady = true;
        await StartAsync();
        StateHasChanged();
    }

    /// <inheritdoc />
    protected override async Task<Action> LoadContentAsync()
    {
        if (_dashboard is not { } dashboard)
        {
            return () => { };
        }

        var now = Time.GetUtcNow();
        var scope = new QueryScope(
            now - TimeRanges.LengthOf(_choice.Range), now, _choice.Values, dashboard.Variables.ToDictionary(variable => variable.Name, variable => variable.AllValue, StringComparer.Ordinal));
        var values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var variable in dashboard.Variables)
        {
            values[variable.Name] = await Loader.LoadValuesAsync(variable, scope, CloseToken);
        }

        return () =>
        {
            (_scope, _values) = (scope, values);
            _repeated.Clear();
        };
    }

    private IEnumerable<(DashboardRow Row, string Title, QueryScope Scope)> Rows()
    {
        foreach (var row in _dashboard!.Rows)
        {
            if (row.RepeatOf is not { } variable)
            {
                yield return (row, row.Title, _scope!);
                continue;
            }

            IReadOnlyList<string> values = _choice.Of(variable) is { Count: > 0 } chosen ? chosen : _values.GetValueOrDefault(variable) ?? [];
            foreach (var value in values)
            {
                // One scope for each value and load: panels reload when their scope changes.
                if (!_repeated.TryGetValue(value, out var scope))
                {
                    _repeated[value] = scope = _scope!.With(variable, value);
                }

                yield return (row, row.Title.Replace("$" + variable, value, StringComparison.Ordinal), scope);
            }
        }
    }

    private void Show(DashboardChoice choice) => Navigation.NavigateTo(choice.AddressOf(Uid), replace: true);

    /// <summary>Stops loading.</summary>
    public async ValueTask DisposeAsync()
    {
        Navigation.LocationChanged -= OnMoved;
        Dispose();
        GC.SuppressFinalize(this);
        if (_module is not null)
        {
            try
            {
                await _module.DisposeAsync();
            }
            catch (JSDisconnectedException)
            {
                // The browser has disconnected, and its module is gone.
            }
        }
    }
}
