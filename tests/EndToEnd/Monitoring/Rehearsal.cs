using System.Globalization;
using System.Text;

namespace Platform.EndToEnd.Monitoring;

/// <summary>Two alerts that only tests have: one fires from the start, one stays pending. Theirs is a runbook that exists.</summary>
internal static class Rehearsal
{
    public const string Fires = "RehearsalFires";
    public const string Waits = "RehearsalWaits";

    /// <summary>Adds them to a folder of rules.</summary>
    public static void Write(string rules)
    {
        var text = new StringBuilder("groups:\n  - name: rehearsal\n    interval: 1s\n    rules:\n");
        foreach (var (name, wait) in (ReadOnlySpan<(string, string)>)[(Fires, "0s"), (Waits, "12h")])
        {
            text.Append(CultureInfo.InvariantCulture, $$$"""
                      - alert: {{{name}}}
                        expr: vector(42) > 1
                        for: {{{wait}}}
                        labels: { severity: warning, team: platform, service: frontend }
                        annotations:
                          summary: 'Nothing is wrong: this is a rehearsal'
                          description: 'The answer is {{ $value | humanize }}.'
                          impact: 'None.'
                          runbook_url: '{{ $externalLabels.page }}/operations/runbooks/servicedown'
                          dashboard_url: '{{ $externalLabels.page }}/operations/dashboards/plat-service?var-service={{ $labels.service }}'

                """);
        }

        File.WriteAllText(Path.Combine(rules, "rehearsal.yml"), text.ToString());
    }
}
