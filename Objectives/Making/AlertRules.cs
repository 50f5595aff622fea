using System.Globalization;
using System.Text;
using Platform.Objectives.Definition;

namespace Platform.Objectives.Making;

/// <summary>Makes the alerts about budgets.</summary>
internal static class AlertRules
{
    private const int PeriodDays = 30;

    private const string About =
        """
        #
        # Objectives: burn of the error budget. Each alert has a runbook of its name under deploy/runbooks.
        # The windows are those of Google's SRE workbook, and the long one makes sure by itself that a burn lasts: a wait on top would
        # only be time lost. Calls wait two minutes, in which the alert for a service that is down comes first. Whatever looks at a
        # share has a floor of events: one failure of four is no trend.
        groups:

        """;

    // The links of every alert about a budget.
    private const string Links =
        """
                  runbook_url: '{{ $externalLabels.page }}/operations/runbooks/RUNBOOK'
                  dashboard_url: '{{ $externalLabels.page }}/operations/dashboards/plat-overview'

        """;

    private const string Outage =
        """
              # A service with little traffic does not reach the floor of the others in an outage: nothing but failures, at both ends of a
              # quarter of an hour, is one. Several tries of one user within minutes are not.
              - alert: SLOErrorBudgetBurn
                expr: |-
                  slo:sli_error:ratio_rate15m{team="platform"} >= 0.999
                  and on (slo, service) slo:events_bad:increase15m{team="platform"} >= 2.5
                  and on (slo, service) slo:events_bad:increase5m{team="platform"} > 0
                  and on (slo, service) slo:events_bad:increase5m{team="platform"} offset 10m > 0
                keep_firing_for: 10m
                labels:
                  severity: critical
                  team: platform
                  window: 15m
                  page_sms: 'true'
                annotations:
                  summary: 'Everything that {{ $labels.slo }} counts fails'
                  description: '{{ $value | humanizePercentage }} of the events of {{ $labels.slo }} were bad over 15m, at least 3, the first and the last of them more than 5 minutes apart.'
                  impact: 'The service is of no use to the few who use it now.'

        """;

    /// <summary>Makes the file.</summary>
    public static string Make(ObjectiveSet set)
    {
        var text = new StringBuilder(RuleText.Made).Append(About);
        RuleText.Group(text, "slo", "30s");
        foreach (var window in set.Windows)
        {
            AddBurn(text, window, set.LeastBadEvents);
        }

        if (set.Objectives.Any(objective => objective.CallsForOutage))
        {
            text.Append(Outage).Append(LinksTo("sloerrorbudgetburn"));
        }

        AddBudget(text, set.LeastBadEvents);
        foreach (var objective in set.Objectives.Where(objective => objective.WarnsWhenAbsent))
        {
            AddAbsent(text, objective);
        }

        return text.ToString();
    }

    private static void AddBurn(StringBuilder text, BurnWindow window, int least)
    {
        var factor = window.Factor.ToString(CultureInfo.InvariantCulture);
        var days = decimal.Round(PeriodDays / window.Factor, MidpointRounding.AwayFromZero).ToString("0", CultureInfo.InvariantCulture);
        text.Append(CultureInfo.InvariantCulture,
            $$$"""
                  - alert: SLOErrorBudgetBurn
                    expr: |-
                      slo:sli_error:ratio_rate{{{window.Long}}}{team="platform"} > on (slo, service) ({{{factor}}} * slo:error_budget:ratio{team="platform"})
                      and on (slo, service) slo:sli_error:ratio_rate{{{window.Short}}}{team="platform"} > on (slo, service) ({{{factor}}} * slo:error_budget:ratio{team="platform"})
                      and on (slo, service) sum_over_time(slo:events_bad:increase5m{team="platform"}[{{{window.Long}}}:5m]) >= {{{least}}}

            """);
        if (window.For is not null)
        {
            text.Append("        for: ").Append(window.For).Append('\n');
        }

        text.Append(CultureInfo.InvariantCulture,
            $"""
                    labels:
                      severity: {window.Severity}
                      team: platform
                      window: {window.Long}

            """);
        if (window.SendsSms)
        {
            text.Append("          page_sms: 'true'\n");
        }

        text.Append(CultureInfo.InvariantCulture,
            $$$"""
                    annotations:
                      summary: '{{ $labels.slo }} uses up its error budget'
                      description: '{{ $value | humanizePercentage }} of the events of {{ $labels.slo }} were bad over {{{window.Long}}}, more than {{{factor}}} times what the objective allows.'
                      impact: 'At this pace the budget of 30 days is used up in {{{days}}} days.'

            """).Append(LinksTo("sloerrorbudgetburn"));
    }

    private static void AddBudget(StringBuilder text, int least) => text.Append(CultureInfo.InvariantCulture,
        $$$"""
              - alert: ErrorBudgetExhausted
                expr: |-
                  slo:error_budget_remaining:ratio{team="platform"} <= 0
                  and on (slo, service) slo:events_bad:increase30d{team="platform"} >= {{{least}}}
                for: 5m
                labels:
                  severity: warning
                  team: platform
                annotations:
                  summary: 'The error budget of {{ $labels.slo }} is used up'
                  description: '{{ $value | humanizePercentage }} of the budget of 30 days is left.'
                  impact: 'The objective is missed; only repairs are deployed until it recovers.'
        {{{LinksTo("errorbudgetexhausted")}}}      - alert: ErrorBudgetLow
                expr: |-
                  slo:error_budget_remaining:ratio{team="platform"} < 0.25
                  and on (slo, service) slo:events_bad:increase30d{team="platform"} >= {{{least}}}
                for: 1h
                labels:
                  severity: info
                  team: platform
                annotations:
                  summary: 'Little is left of the error budget of {{ $labels.slo }}'
                  description: '{{ $value | humanizePercentage }} of the budget of 30 days is left (limit 25%).'
                  impact: 'Little room for risky deployments.'
        {{{LinksTo("errorbudgetlow")}}}
        """);

    private static void AddAbsent(StringBuilder text, Objective objective) => text.Append(CultureInfo.InvariantCulture,
        $$$"""
              - alert: SLOMetricAbsent
                expr: |-
                  absent(slo:sli_error:ratio_rate5m{team="platform",slo="{{{objective.Name}}}"})
                  and on () (sum(up{job="{{{objective.Service}}}"}) > 0)
                for: 15m
                labels:
                  severity: warning
                  team: platform
                  service: {{{objective.Service}}}
                annotations:
                  summary: 'Nothing is known of {{ $labels.slo }}'
                  description: '{{{objective.Service}}} is up and there is no figure for its objective: no data is not 100%.'
                  impact: 'An error budget that nobody counts.'

        """).Append(LinksTo("slometricabsent"));

    private static string LinksTo(string runbook) => Links.Replace("RUNBOOK", runbook, StringComparison.Ordinal);
}
