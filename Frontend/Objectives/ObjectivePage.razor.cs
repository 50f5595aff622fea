using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Charts;

namespace Platform.Frontend.Objectives;

/// <summary>Shows an objective, with times and the month in the zone of the browser.</summary>
public partial class ObjectivePage
{
    private static readonly FieldStyle s_style = new() { Unit = "percentunit", Max = 1, Thresholds = [new Threshold(0, Colors.Of("red"))] };
    private static readonly LineStyle s_lines = new(IsStacked: false, HasBars: false, Fill: 10, ShowsThresholds: true);

    private ObjectiveDetailResponse? _detail;
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private IJSObjectReference? _module;

    /// <summary>Gets or sets the name of the objective.</summary>
    [Parameter] public string Name { get; set; } = "";

    /// <inheritdoc />
    protected override TimeSpan Period => TimeSpan.FromSeconds(60);

    /// <inheritdoc />
    protected override object? RequestKey => Name;

    /// <inheritdoc />
    // Loading begins when the zone of the browser is known.
    protected override Task OnInitializedAsync() => Task.CompletedTask;

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        _module = await JS.InvokeAsync<IJSObjectReference>("import", CloseToken, "/" + Assets["js/charts.js"]);
        _zone = TimeZoneInfo.TryFindSystemTimeZoneById(await _module.InvokeAsync<string>("zone", CloseToken), out var known) ? known : TimeZoneInfo.Utc;
        await StartAsync();
        StateHasChanged();
    }

    /// <inheritdoc />
    protected override async Task<Action> LoadContentAsync()
    {
        var detail = await Api.GetAsync(Name, _zone.Id, CloseToken);
        return () => _detail = detail;
    }

    /// <summary>Stops loading.</summary>
    public async ValueTask DisposeAsync()
    {
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
