using System.Text;
using Platform.Objectives.Definition;

namespace Platform.Objectives.Making;

/// <summary>Writes parts of Prometheus' rule files.</summary>
internal static class RuleText
{
    /// <summary>What a made file begins with.</summary>
    public const string Made = "# Made of deploy/slo.yaml by `make slo`: change that, not this.\n";

    /// <summary>Writes the head of a group.</summary>
    public static void Group(StringBuilder text, string name, string interval) =>
        text.Append("  - name: ").Append(name).Append("\n    interval: ").Append(interval).Append("\n    rules:\n");

    /// <summary>Writes a recording rule.</summary>
    public static void Record(StringBuilder text, string record, string expression, string? labels)
    {
        text.Append("      - record: ").Append(record).Append("\n        expr: |-\n");
        foreach (var line in expression.Split('\n'))
        {
            text.Append("          ").Append(line).Append('\n');
        }

        if (labels is not null)
        {
            text.Append("        labels: { ").Append(labels).Append(" }\n");
        }
    }

    /// <summary>Returns the labels of all that is recorded for an objective.</summary>
    public static string LabelsOf(Objective objective) => $"slo: {objective.Name}, service: {objective.Service}, team: platform";
}
