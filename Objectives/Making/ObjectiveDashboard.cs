using System.Text.Json.Nodes;
using Platform.Objectives.Definition;

namespace Platform.Objectives.Making;

/// <summary>Makes the dashboard of all objectives: what is left of each budget, and a row for each objective.</summary>
internal static class ObjectiveDashboard
{
    private const int Columns = 24;
    private const int RowHeight = 8;

    /// <summary>Makes the file.</summary>
    public static string Make(ObjectiveSet set)
    {
        var json = DashboardParts.Frame();
        json["panels"] = new JsonArray([.. Panels(set)]);
        return MadeJson.Write(json);
    }

    private static IEnumerable<JsonObject> Panels(ObjectiveSet set)
    {
        var id = 0;
        yield return DashboardParts.Row(++id, "Budgets", 0);
        yield return DashboardParts.Bars(
            ++id, "Error budgets left", "What is left of the error budget of the last 30 days, for each objective. At zero, nothing risky is deployed.",
            DashboardParts.Place(0, 1, Columns / 2, RowHeight), DashboardParts.Target("A", "min by (slo) (slo:error_budget_remaining:ratio{team=\"platform\"})", "{{slo}}"));
        yield return DashboardParts.Bars(
            ++id, "Uptime by probe", "Share of the last 30 days in which the probes of a service came through: by time, while budgets are counted by events.",
            DashboardParts.Place(Columns / 2, 1, Columns / 2, RowHeight), DashboardParts.Target("A", "min by (service) (slo:uptime:ratio30d{team=\"platform\"})", "{{service}}"));

        yield return DashboardParts.Row(++id, "Deployments", RowHeight + 1);
        yield return DashboardParts.Lines(
            ++id, "Deployments of 30 days", "Deployments of the last 30 days by how they went: a failed one was rolled back, or followed by an urgent alert, within 15 minutes. Zero: nothing was deployed.",
            DashboardParts.Place(0, RowHeight + 2, Columns / 2, RowHeight), "short", "green", [],
            DashboardParts.Target("A", "max by (outcome) (deployments_recent{job=~\"$job\", instance=~\"$instance\"})", "{{outcome}}"));
        yield return DashboardParts.Lines(
            ++id, "Change failure rate", "The share of the deployments of the last 30 days that failed. No line: none has an outcome yet.",
            DashboardParts.Place(Columns / 2, RowHeight + 2, Columns / 2, RowHeight), "percentunit", "green", [],
            DashboardParts.Target("A", "max(deployments:change_failure:ratio30d{team=\"platform\"})", "failed"));

        var top = (RowHeight + 1) * 2;
        foreach (var objective in set.Objectives)
        {
            var of = $"{{team=\"platform\",slo=\"{objective.Name}\"}}";
            yield return DashboardParts.Row(++id, $"{objective.Name}: {objective.Titles["en"]}", top);
            yield return DashboardParts.Lines(
                ++id, $"Error budget left of {objective.Name}", "What is left of the budget of 30 days. Below the dashed lines the alerts ErrorBudgetLow and ErrorBudgetExhausted fire.",
                DashboardParts.Place(0, top + 1, Columns / 3, RowHeight), "percentunit", "red", [("yellow", 0m), ("green", 0.25m)],
                DashboardParts.Target("A", $"slo:error_budget_remaining:ratio{of}", "left"));
            yield return DashboardParts.Lines(
                ++id, $"Burn rate of {objective.Name}", "How many times as fast as the objective allows its budget is used up. The dashed lines are those of SLOErrorBudgetBurn, each over a window of its own; zero: no bad event.",
                DashboardParts.Place(Columns / 3, top + 1, Columns / 3, RowHeight), "short", "green", [.. set.Windows.OrderBy(window => window.Factor).Select(window => (window.Severity == "critical" ? "red" : "yellow", window.Factor))],
                [.. set.Windows.Select((window, index) => DashboardParts.Target(
                    ((char)('A' + index)).ToString(), $"slo:sli_error:ratio_rate{window.Long}{of} / on (slo, service) slo:error_budget:ratio{of}", "over " + window.Long))]);
            yield return DashboardParts.Lines(
                ++id, $"Bad events of {objective.Name}", $"Events of the last five minutes that used the budget up, for each cause ({string.Join(", ", objective.Causes)}). Nothing: there were none.",
                DashboardParts.Place(Columns / 3 * 2, top + 1, Columns / 3, RowHeight), "short", "green", [],
                DashboardParts.Target("A", $"slo:events_bad:increase5m{of}", "all"),
                DashboardParts.Target("B", $"sum by ({string.Join(", ", objective.Causes)}) (slo:events_bad_causes:increase5m{of})", string.Join(' ', objective.Causes.Select(cause => $"{{{{{cause}}}}}"))));
            top += RowHeight + 1;
        }
    }
}
