using System.Globalization;
using System.Text;
using Platform.Objectives.Definition;

namespace Platform.Objectives.Making;

/// <summary>
/// Makes the cases in which each objective burns, is within its budget, and is not known. Cases of what no single objective is about, such as few
/// events and other programs' series, are in <c>slo.yml</c> beside them.
/// </summary>
internal static class PromtoolCases
{
    // Per minute. Fewer bad ones than this are no outage of the last quarter of an hour.
    private const int Events = 1_000;
    private const int MostBad = 998;

    /// <summary>Makes the file.</summary>
    public static string Make(ObjectiveSet set)
    {
        var text = new StringBuilder(RuleText.Made)
            .Append("rule_files:\n  - ../../../../deploy/prometheus/rules/slo.yml\n  - ../../../../deploy/prometheus/rules/recording-slo.yml\n")
            .Append("evaluation_interval: 1m\ngroup_eval_order: [").AppendJoin(", ", RecordingRules.GroupsOf(set).Append("slo")).Append("]\n\ntests:\n");
        foreach (var objective in set.Objectives)
        {
            AddBurning(text, set, objective);
            AddWithin(text, objective);
            if (objective.WarnsWhenAbsent)
            {
                AddAbsent(text, objective);
            }
        }

        return text.ToString();
    }

    // As many bad events as lie between what the fastest window waits for and all of them: every window sees it.
    private static void AddBurning(StringBuilder text, ObjectiveSet set, Objective objective)
    {
        var fastest = set.Windows.Max(window => window.Factor) * objective.Budget;
        var bad = Math.Min(MostBad, decimal.Round(Events * (fastest + 1) / 2));
        Begin(text, $"SLOErrorBudgetBurn: {objective.Name}: {Number(bad)} of {Number(Events)} events are bad");
        AddSeries(text, objective, bad);
        text.Append("    promql_expr_test:\n");
        Ask(text, "SLOErrorBudgetBurn", "30m");
        text.Append("        exp_samples:\n");
        foreach (var window in set.Windows)
        {
            Expect(text, "SLOErrorBudgetBurn", (window.SendsSms ? "page_sms=\"true\"," : "") + LabelsOf(objective, window.Severity), $",window=\"{window.Long}\"");
        }

        Ask(text, "ErrorBudgetExhausted", "30m");
        text.Append("        exp_samples:\n");
        Expect(text, "ErrorBudgetExhausted", LabelsOf(objective, "warning"), "");
    }

    private static void AddWithin(StringBuilder text, Objective objective)
    {
        var bad = Events * objective.Budget / 2;
        Begin(text, $"SLOErrorBudgetBurn: {objective.Name}: {Number(bad)} of {Number(Events)} events are bad, half of what is allowed");
        AddSeries(text, objective, bad);
        text.Append("    promql_expr_test:\n");
        foreach (var alert in (string[])["SLOErrorBudgetBurn", "ErrorBudgetExhausted"])
        {
            Ask(text, alert, "30m");
            text.Append("        exp_samples: []\n");
        }
    }

    private static void AddAbsent(StringBuilder text, Objective objective)
    {
        Begin(text, $"SLOMetricAbsent: {objective.Name}: its service is up, and there are no events");
        text.Append("    input_series:\n");
        AddInput(text, $"up{{job=\"{objective.Service}\",service=\"{objective.Service}\",instance=\"one\"}}", "1x30");
        text.Append("    promql_expr_test:\n");
        Ask(text, "SLOMetricAbsent", "25m");
        text.Append("        exp_samples:\n");
        Expect(text, "SLOMetricAbsent", LabelsOf(objective, "warning"), "");
    }

    private static void Begin(StringBuilder text, string name) => text.Append("  - name: '").Append(name).Append("'\n    interval: 1m\n");

    private static void AddSeries(StringBuilder text, Objective objective, decimal bad)
    {
        text.Append("    input_series:\n");
        foreach (var series in objective.GoodExample.Concat(objective.BadExample).Distinct(StringComparer.Ordinal))
        {
            var rate = (objective.GoodExample.Contains(series, StringComparer.Ordinal) ? Events - bad : 0) + (objective.BadExample.Contains(series, StringComparer.Ordinal) ? bad : 0);
            AddInput(text, series, $"0+{Number(rate)}x30");
        }
    }

    private static void AddInput(StringBuilder text, string series, string values) =>
        text.Append("      - series: '").Append(series.Replace("'", "''", StringComparison.Ordinal)).Append("'\n        values: '").Append(values).Append("'\n");

    private static void Ask(StringBuilder text, string alert, string at) =>
        text.Append("      - expr: 'ALERTS{alertname=\"").Append(alert).Append("\",alertstate=\"firing\"}'\n        eval_time: ").Append(at).Append('\n');

    private static void Expect(StringBuilder text, string alert, string labels, string more) =>
        text.Append("          - labels: 'ALERTS{alertname=\"").Append(alert).Append("\",alertstate=\"firing\",").Append(labels).Append(more).Append("}'\n            value: 1\n");

    private static string LabelsOf(Objective objective, string severity) =>
        $"service=\"{objective.Service}\",severity=\"{severity}\",slo=\"{objective.Name}\",team=\"platform\"";

    // Without the zeros at the end that a decimal keeps.
    private static string Number(decimal number) => number.ToString("0.############", CultureInfo.InvariantCulture);
}
