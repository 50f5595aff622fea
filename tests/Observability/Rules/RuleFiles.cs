using System.Text.RegularExpressions;
using Platform.Testkit.Files;
using YamlDotNet.RepresentationModel;

namespace Platform.Observability.Rules;

/// <summary>An alert as its rule file has it.</summary>
internal sealed record Alert(
    string File, string Name, string Expression, string? For, IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> Annotations)
{
    public override string ToString() => Name;
}

/// <summary>A case of a promtool test file that asks whether an alert fires: with the labels of each series, or with none.</summary>
internal sealed record Case(string Alert, string Name, IReadOnlyList<IReadOnlyDictionary<string, string>> Fires);

/// <summary>Reads the shipped rules and their cases.</summary>
internal static partial class RuleFiles
{
    public static string Prometheus { get; } = RepositoryRoot.Combine("deploy", "prometheus");

    public static string Runbooks { get; } = RepositoryRoot.Combine("deploy", "runbooks");

    public static string Tests { get; } = RepositoryRoot.Combine("tests", "Observability", "Rules");

    public static IReadOnlyList<string> All { get; } = [.. Directory.GetFiles(Path.Combine(Prometheus, "rules"), "*.yml").Order(StringComparer.Ordinal)];

    public static IReadOnlyList<Alert> Alerts { get; } = [.. All.SelectMany(Read)];

    /// <summary>Rules of pods, which only the chart loads.</summary>
    public static string Kubernetes { get; } = RepositoryRoot.Combine("deploy", "kubernetes", "rules");

    public static IReadOnlyList<Alert> KubernetesAlerts { get; } = [.. Directory.GetFiles(Kubernetes, "*.yml").Order(StringComparer.Ordinal).SelectMany(Read)];

    /// <summary>Every expression, of alerts and recordings.</summary>
    public static IReadOnlyList<(string Where, string Expression)> Expressions { get; } =
        [.. All.SelectMany(file => Rules(file).Select(rule => ($"{Path.GetFileName(file)}: {Text(rule, "alert") ?? Text(rule, "record")}", Text(rule, "expr")!)))];

    public static IReadOnlySet<string> Recorded { get; } = All.SelectMany(Rules).Select(rule => Text(rule, "record")).OfType<string>().ToHashSet();

    public static IReadOnlyList<Case> Cases { get; } = [.. Directory.GetFiles(Path.Combine(Tests, "Cases"), "*.yml").SelectMany(ReadCases)];

    public static YamlMappingNode Load(string file)
    {
        using var reader = new StreamReader(file);
        var stream = new YamlStream();
        stream.Load(reader);
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    private static IEnumerable<YamlMappingNode> Rules(string file) =>
        from YamlMappingNode @group in (YamlSequenceNode)Load(file)["groups"]
        from YamlMappingNode rule in (YamlSequenceNode)@group["rules"]
        select rule;

    private static IEnumerable<Alert> Read(string file) =>
        from rule in Rules(file)
        let name = Text(rule, "alert")
        where name is not null
        select new Alert(file, name, Text(rule, "expr")!, Text(rule, "for"), Map(rule, "labels"), Map(rule, "annotations"));

    private static IEnumerable<Case> ReadCases(string file) =>
        from YamlMappingNode test in (YamlSequenceNode)Load(file)["tests"]
        where test.Children.ContainsKey("promql_expr_test")
        from YamlMappingNode question in (YamlSequenceNode)test["promql_expr_test"]
        let alert = FiringAlert().Match(Text(question, "expr")!)
        where alert.Success
        select new Case(
            alert.Groups[1].Value,
            Text(test, "name")!,
            [.. ((YamlSequenceNode)question["exp_samples"]).Select(sample => Labels(Text((YamlMappingNode)sample, "labels")!))]);

    private static Dictionary<string, string> Labels(string series) =>
        LabelPair().Matches(series).ToDictionary(pair => pair.Groups[1].Value, pair => pair.Groups[2].Value);

    private static Dictionary<string, string> Map(YamlMappingNode node, string key) =>
        ((YamlMappingNode)node[key]).Children.ToDictionary(entry => ((YamlScalarNode)entry.Key).Value!, entry => ((YamlScalarNode)entry.Value).Value!);

    private static string? Text(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out var value) ? ((YamlScalarNode)value).Value : null;

    [GeneratedRegex("""^ALERTS\{alertname="(?<1>\w+)",alertstate="firing"\}$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FiringAlert();

    [GeneratedRegex(@"(?<1>\w+)=""(?<2>[^""]*)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LabelPair();
}
