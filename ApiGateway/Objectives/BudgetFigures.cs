using Platform.ApiGateway.Monitoring;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Objectives;

/// <summary>Holds what is recorded of all objectives at a moment, and says it in the form of the API.</summary>
internal sealed class BudgetFigures(IReadOnlyList<ReadSeries> series, KnownObjectives known)
{
    /// <summary>Selects the series that are read.</summary>
    public const string Query =
        """{__name__=~"slo:error_budget_remaining:ratio|slo:events_(total|bad):increase30d|slo:sli_error:ratio_rate[0-9]+[mhd]|slo:uptime:ratio30d",team="platform"}""";

    /// <summary>Returns how many bad events the budget of 30 days allows; 0 where nothing is recorded.</summary>
    public double AllowedBy(KnownObjective objective) => (Of(objective, "slo:events_total:increase30d") ?? 0) * objective.Budget;

    /// <summary>Returns how many times as fast as allowed the budget is used over a window; null where there were no events.</summary>
    public double? BurnRate(KnownObjective objective, string window) => Of(objective, "slo:sli_error:ratio_rate" + window) / objective.Budget;

    /// <summary>Describes an objective.</summary>
    public ObjectiveResponse Describe(KnownObjective objective)
    {
        var remaining = Of(objective, "slo:error_budget_remaining:ratio");
        var bad = Of(objective, "slo:events_bad:increase30d");
        return new ObjectiveResponse(
            objective.Name,
            objective.Service,
            objective.Titles,
            objective.Target,
            ObjectiveState.Of(remaining, bad, known.LeastBadEvents, known.Windows.Any(window => BurnRate(objective, window.Length) > window.Factor)),
            remaining,
            1 - remaining,
            Of(objective, "slo:events_total:increase30d"),
            bad,
            BurnRate(objective, "1h"),
            1 - Of(objective, "slo:sli_error:ratio_rate30d"),
            series.FirstOrDefault(one => Is(one, "slo:uptime:ratio30d", objective.Service))?.Points.Select(point => (double?)point.Value).FirstOrDefault());
    }

    private double? Of(KnownObjective objective, string name) => series
        .FirstOrDefault(one => Is(one, name, objective.Service) && one.Labels.GetValueOrDefault("slo") == objective.Name)?.Points.Select(point => (double?)point.Value).FirstOrDefault();

    private static bool Is(ReadSeries series, string name, string service) =>
        series.Labels.GetValueOrDefault("__name__") == name && series.Labels.GetValueOrDefault("service") == service;
}
