using Platform.Objectives.Definition;

namespace Platform.Objectives.Making;

/// <summary>A file that is made of <c>deploy/slo.yaml</c>.</summary>
/// <param name="Path">Where it is, from the root of the repository.</param>
/// <param name="Content">All of it.</param>
internal sealed record MadeFile(string Path, string Content)
{
    /// <summary>The file of which all are made.</summary>
    public const string Source = "deploy/slo.yaml";

    /// <summary>Makes all files.</summary>
    /// <exception cref="DefinitionException">The text has a fault.</exception>
    public static IReadOnlyList<MadeFile> All(string yaml)
    {
        var set = ObjectiveReader.Read(yaml);
        return
        [
            new("deploy/prometheus/rules/recording-slo.yml", RecordingRules.Make(set)),
            new("deploy/prometheus/rules/slo.yml", AlertRules.Make(set)),
            new("tests/Observability/Rules/Cases/slo-objectives.yml", PromtoolCases.Make(set)),
            new("deploy/grafana/dashboards/overview/objectives.json", ObjectiveDashboard.Make(set)),
            new("ApiGateway/Objectives/objectives.json", PageData.Make(set)),
        ];
    }
}
