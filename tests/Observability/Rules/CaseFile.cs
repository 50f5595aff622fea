using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Platform.Observability.Rules;

/// <summary>A promtool test file, to be looked into and changed.</summary>
internal sealed partial class CaseFile
{
    private readonly string _folder;
    private readonly YamlMappingNode _root;

    private CaseFile(string path)
    {
        Name = Path.GetFileName(path);
        _folder = Path.GetDirectoryName(path)!;
        _root = RuleFiles.Load(path);
    }

    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.GetFiles(Path.Combine(RuleFiles.Tests, "Cases"), "*.yml").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public string Name { get; }

    /// <summary>The rules that the cases are about, as whole paths.</summary>
    public IReadOnlyList<string> Rules =>
        [.. ((YamlSequenceNode)_root["rule_files"]).Select(file => Path.GetFullPath(Path.Combine(_folder, ((YamlScalarNode)file).Value!)))];

    public IReadOnlyList<YamlMappingNode> Tests => [.. ((YamlSequenceNode)_root["tests"]).Cast<YamlMappingNode>()];

    public static CaseFile Read(string name) => new(Path.Combine(RuleFiles.Tests, "Cases", name));

    /// <summary>Whether a file has cases of objectives that take hours of their time to show.</summary>
    public static bool IsOfHours(string name) => name == "slo-slow.yml";

    /// <summary>Whether a file has cases of objectives, whose series are of days.</summary>
    public static bool IsLong(string name) => name.StartsWith("slo", StringComparison.Ordinal);

    /// <summary>Whether a file takes as long beside the series of another program as all others together.</summary>
    public static bool IsSlowBesideStrangers(string name) => IsLong(name) || name == "monitoring.yml";

    public static string Text(YamlMappingNode node, string key) => ((YamlScalarNode)node[key]).Value!;

    /// <summary>
    /// Puts the series of all the other cases beside those of each, as those of another program's: their job is another, and so is their
    /// team where they were recorded.
    /// </summary>
    public void AddStrangers()
    {
        var series = Tests.Select(test => ((YamlSequenceNode)test["input_series"]).Cast<YamlMappingNode>().ToList()).ToList();
        for (var at = 0; at < series.Count; at++)
        {
            var inputs = (YamlSequenceNode)Tests[at]["input_series"];
            foreach (var (other, from) in series.SelectMany((others, from) => others.Select(other => (other, from))).Where(pair => pair.from != at))
            {
                inputs.Add(new YamlMappingNode("series", Stranger(Text(other, "series"), from), "values", Text(other, "values")));
            }
        }
    }

    /// <summary>Leaves the cases whose name has this in it.</summary>
    public void Keep(string part)
    {
        var tests = (YamlSequenceNode)_root["tests"];
        foreach (var test in Tests.Where(test => !Text(test, "name").Contains(part, StringComparison.Ordinal)))
        {
            tests.Children.Remove(test);
        }
    }

    /// <summary>Writes it so that it can be run anywhere, with other rules of the same names if need be.</summary>
    public void Save(string path, string? rules = null)
    {
        _root.Children["rule_files"] = new YamlSequenceNode(Rules.Select(rule => new YamlScalarNode(rules is null ? rule : Path.Combine(rules, Path.GetFileName(rule)))));
        using var text = new StreamWriter(path);
        new YamlStream(new YamlDocument(_root)).Save(text, assignAnchors: false);
    }

    private static string Stranger(string series, int from)
    {
        var parts = Series().Match(series);
        var labels = Owner().Replace(parts.Groups["labels"].Value, "").Trim(',');
        return $"{parts.Groups["name"].Value}{{{(labels.Length > 0 ? labels + "," : "")}job=\"shop\",team=\"shop\",stranger=\"{from}\"}}";
    }

    [GeneratedRegex(@"^(?<name>[\w:]+)(\{(?<labels>.*)\})?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Series();

    [GeneratedRegex("""(^|,)(job|team)="[^"]*"(?=,|$)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Owner();
}
