using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;
using Platform.Frontend.Charts;

namespace Platform.Frontend.Dashboards;

/// <summary>Shows a dashboard for the time and the values in the URL.</summary>
public partial class DashboardPage
{
    private readonly DashboardContent _content = new();
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
    protected override TimeSpan Period => TimeRanges.RefreshOf(_content.Choice.Refresh) is { } every && every > TimeSpan.Zero ? every : Timeout.InfiniteTimeSpan;

    /// <inheritdoc />
    protected override object? RequestKey => (Uid, _content.Choice.Range, _content.Choice.Limits);

    private void OnMoved(object? sender, LocationChangedEventArgs moved)
    {
        if (_content.Dashboard is null || !_isReady || Navigation.ToAbsoluteUri(moved.Location).AbsolutePath != $"/operations/dashboards/{Uid}")
        {
            return;
        }

        _ = InvokeAsync(async () =>
        {
            try
            {
                _content.Choose(Navigation.ToAbsoluteUri(Navigation.Uri));
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
        if (_content.Open(Files.Find(Uid)))
        {
            _marks = [];
        }

        _content.Choose(Navigation.ToAbsoluteUri(Navigation.Uri));
        if (_isReady && _content.Dashboard is not null)
        {
            await LoadAsync();
        }
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || _content.Dashboard is null)
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
        if (_content.Dashboard is not { } dashboard)
        {
            return () => { };
        }

        var scope = _content.ScopeAt(Time.GetUtcNow());
        var values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var variable in dashboard.Variables)
        {
            values[variable.Name] = await Loader.LoadValuesAsync(variable, scope, CloseToken);
        }

        return () => _content.Show(scope, values);
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
