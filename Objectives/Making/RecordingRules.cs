using System.Globalization;
using System.Text;
using Platform.Objectives.Definition;

namespace Platform.Objectives.Making;

/// <summary>Makes the recording rules of all objectives.</summary>
internal static class RecordingRules
{
    private const string About =
        """
        #
        # Objectives: shares of bad events over several windows, and what is left of the budget of 30 days. Counted by events, as
        # the requirement documents define the budget: a bad night with few users costs little, a bad noon much.
        # A series that no scrape brought may lack the label job and is taken; one of another program's job is not. What is recorded
        # bears team="platform", and only that is read: other programs' objectives have the same names.
        groups:

        """;

    /// <summary>Returns the names of the groups, in the order in which they are to be evaluated.</summary>
    public static IEnumerable<string> GroupsOf(ObjectiveSet set) =>
        set.Objectives.Select(GroupOf).Prepend("recording-slo-objectives").Append("recording-slo-budget");

    /// <summary>Makes the file.</summary>
    public static string Make(ObjectiveSet set)
    {
        var text = new StringBuilder(RuleText.Made).Append(About);
        RuleText.Group(text, "recording-slo-objectives", "1m");
        foreach (var objective in set.Objectives)
        {
            RuleText.Record(text, "slo:objective:ratio", string.Create(CultureInfo.InvariantCulture, $"vector({objective.Target})"), RuleText.LabelsOf(objective));
        }

        RuleText.Record(text, "slo:error_budget:ratio", "1 - slo:objective:ratio{team=\"platform\"}", labels: null);
        foreach (var objective in set.Objectives)
        {
            Add(text, set, objective);
        }

        AddBudget(text);
        return text.ToString();
    }

    private static string GroupOf(Objective objective) => "recording-slo-" + objective.Name;

    private static void Add(StringBuilder text, ObjectiveSet set, Objective objective)
    {
        var labels = RuleText.LabelsOf(objective);
        RuleText.Group(text, GroupOf(objective), "1m");
        foreach (var window in set.WindowsOf(objective))
        {
            RuleText.Record(text, "slo:sli_error:ratio_rate" + window, EventExpressions.BadRatio(objective, window), labels);
        }

        RuleText.Record(text, "slo:events_total:increase5m", EventExpressions.TotalIncrease(objective, "5m"), labels);
        RuleText.Record(text, "slo:events_bad:increase5m", EventExpressions.BadIncrease(objective, "5m"), labels);
        if (objective.CallsForOutage)
        {
            RuleText.Record(text, "slo:events_bad:increase" + ObjectiveSet.OutageWindow, EventExpressions.BadIncrease(objective, ObjectiveSet.OutageWindow), labels);
        }

        RuleText.Record(text, "slo:events_bad_causes:increase5m", EventExpressions.CausesIncrease(objective, "5m"), labels);
    }

    private static void AddBudget(StringBuilder text)
    {
        RuleText.Group(text, "recording-slo-budget", "1m");
        RuleText.Record(text, "slo:events_bad:increase30d", "sum_over_time(slo:events_bad:increase5m{team=\"platform\"}[30d:5m])", labels: null);
        RuleText.Record(text, "slo:events_total:increase30d", "sum_over_time(slo:events_total:increase5m{team=\"platform\"}[30d:5m])", labels: null);
        RuleText.Record(
            text, "slo:sli_error:ratio_rate30d", "slo:events_bad:increase30d{team=\"platform\"}\n/ (slo:events_total:increase30d{team=\"platform\"} > 0)", labels: null);
        RuleText.Record(
            text, "slo:error_budget_remaining:ratio", "1 - slo:sli_error:ratio_rate30d{team=\"platform\"} / slo:error_budget:ratio{team=\"platform\"}", labels: null);
        RuleText.Record(text, "slo:burn_rate:ratio_rate1h", "slo:sli_error:ratio_rate1h{team=\"platform\"} / slo:error_budget:ratio{team=\"platform\"}", labels: null);
        text.Append("      # By time and not by events: the share of the last 30 days in which the probes came through.\n");
        RuleText.Record(text, "slo:uptime:ratio30d", "avg by (service) (avg_over_time(probe_success{job=\"blackbox\"}[30d]))", "team: platform");
    }
}
