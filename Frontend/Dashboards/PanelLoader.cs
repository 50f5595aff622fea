using Platform.Frontend.Charts;
using Platform.Frontend.Gateway;

namespace Platform.Frontend.Dashboards;

/// <summary>Runs the queries of panels, a few at a time for all panels of a page together.</summary>
internal sealed class PanelLoader(MonitoringApi api) : IDisposable
{
    private const int AtOnce = 6;
    private static readonly string[] s_momentary = ["gauge", "bargauge", "piechart", "table"];

    private readonly SemaphoreSlim _free = new(AtOnce, AtOnce);

    /// <summary>Runs the queries of a panel.</summary>
    /// <exception cref="GatewayException">A query was refused, or Prometheus is unavailable.</exception>
    public async Task<PanelData> LoadAsync(DashboardPanel panel, QueryScope scope, CancellationToken cancellationToken)
    {
        var step = scope.StepFor(PointsOf(panel));
        var isMomentary = IsMomentary(panel);

        // Rounded, so that consecutive refreshes query the same times.
        var to = DateTimeOffset.FromUnixTimeSeconds(scope.To.ToUnixTimeSeconds() / (long)step.TotalSeconds * (long)step.TotalSeconds);
        var count = isMomentary ? 1 : (int)Math.Ceiling((scope.To - scope.From) / step) + 1;
        var frame = isMomentary ? new TimeFrame(scope.To, step, 1) : new TimeFrame(to - (step * (count - 1)), step, count);
        var answers = await Task.WhenAll(panel.Targets.Select(async target =>
        {
            var expression = scope.Fill(target.Expression, step);
            return (target, await LimitedAsync(
                () => isMomentary ? api.QueryAsync(expression, scope.To, cancellationToken) : api.QueryRangeAsync(expression, frame.From, frame.To, step, cancellationToken),
                cancellationToken));
        }));
        return new PanelData(frame, answers);
    }

    /// <summary>Loads the events of the time range, from those annotations that could be queried.</summary>
    public async Task<IReadOnlyList<ChartMark>> LoadMarksAsync(Dashboard dashboard, QueryScope scope, CancellationToken cancellationToken)
    {
        var step = scope.StepFor(120);
        var marks = new List<ChartMark>();
        foreach (var annotation in dashboard.Annotations)
        {
            var expression = scope.Fill(annotation.Expression, step);
            foreach (var series in await LimitedAsync(() => api.QueryRangeAsync(expression, scope.From, scope.To, step, cancellationToken), cancellationToken))
            {
                var isAlert = series.Labels.ContainsKey("alertname");
                var name = series.Labels.GetValueOrDefault("alertname") ?? series.Labels.GetValueOrDefault("job")
                    ?? $"{series.Labels.GetValueOrDefault("service")} {series.Labels.GetValueOrDefault("version")}";
                var before = double.NegativeInfinity;
                foreach (var point in series.Points)
                {
                    // Of consecutive points only the first, which is when the event began.
                    if (point.At - before > step.TotalSeconds * 1.5)
                    {
                        marks.Add(new ChartMark(point.At, isAlert, name));
                    }

                    before = point.At;
                }
            }
        }

        return marks;
    }

    public Task<IReadOnlyList<string>> LoadValuesAsync(DashboardVariable variable, QueryScope scope, CancellationToken cancellationToken) =>
        LimitedAsync(
            () => api.LabelValuesAsync(variable.ValueOf, scope.Fill(variable.Selector, TimeSpan.FromMinutes(1)), scope.From, scope.To, cancellationToken), cancellationToken);

    public static bool IsMomentary(DashboardPanel panel) =>
        s_momentary.Contains(panel.Type)
        || (panel.Type == "stat" && (panel.Text("options", "graphMode") != "area" || panel.Targets.Any(target => target.Expression.Contains("$__range", StringComparison.Ordinal))));

    // About one for every four pixels; the cells of a heatmap are wider.
    private static int PointsOf(DashboardPanel panel) => panel.Type switch
    {
        "heatmap" => panel.Width >= 12 ? 80 : 50,
        "stat" => 60,
        "state-timeline" => 120,
        _ => Math.Clamp(panel.Width * 20, 120, 400),
    };

    private async Task<T> LimitedAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        try
        {
            return await ask();
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose() => _free.Dispose();
}
