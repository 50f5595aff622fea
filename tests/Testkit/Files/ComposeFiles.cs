using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Platform.Testkit.Files;

/// <summary>The files of deploy/compose as a program reads them: merge keys resolved, files added to each other, variables with their defaults.</summary>
public static partial class ComposeFiles
{
    /// <summary>The folder that paths in the files are relative to.</summary>
    public static string Folder { get; } = RepositoryRoot.Combine("deploy", "compose");

    /// <summary>All of them, in the order in which they add to each other.</summary>
    public static IReadOnlyList<string> All { get; } = ["compose.yaml", "monitoring.yaml", "grafana.yaml", "traces.yaml", "logs.yaml", "tls.yaml"];

    /// <summary>The services of some files together.</summary>
    public static IReadOnlyDictionary<string, ComposeService> Services(IEnumerable<string> files) =>
        Section(files, "services").ToDictionary(service => service.Key, service => new ComposeService(service.Key, (Dictionary<string, object?>)service.Value!), StringComparer.Ordinal);

    /// <summary>A section of some files together, such as <c>volumes</c>.</summary>
    public static IReadOnlyDictionary<string, object?> Section(IEnumerable<string> files, string name)
    {
        var together = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            Add(together, Read(file));
        }

        return (Dictionary<string, object?>)together[name]!;
    }

    private static Dictionary<string, object?> Read(string file)
    {
        using var text = File.OpenText(Path.Combine(Folder, file));
        var yaml = new YamlStream();
        yaml.Load(text);
        return Resolved((YamlMappingNode)yaml.Documents.Single().RootNode);
    }

    private static object? Plain(YamlNode node) => node switch
    {
        YamlMappingNode map => Resolved(map),
        YamlSequenceNode list => list.Select(Plain).ToList(),
        YamlScalarNode scalar => Variable().Replace(scalar.Value ?? "", static match => match.Value == "$$" ? "$" : match.Groups["default"].Value),
        _ => null,
    };

    private static Dictionary<string, object?> Resolved(YamlMappingNode map)
    {
        var result = map.Where(entry => !IsMerge(entry.Key)).ToDictionary(entry => ((YamlScalarNode)entry.Key).Value!, entry => Plain(entry.Value), StringComparer.Ordinal);

        // Its own keys win over those that are merged in, and of several sources the first.
        foreach (var source in map.Where(entry => IsMerge(entry.Key)).SelectMany(entry => (entry.Value as YamlSequenceNode)?.Children ?? [entry.Value]))
        {
            foreach (var (key, value) in Resolved((YamlMappingNode)source))
            {
                result.TryAdd(key, value);
            }
        }

        return result;
    }

    private static bool IsMerge(YamlNode key) => ((YamlScalarNode)key).Value == "<<";

    private static void Add(Dictionary<string, object?> target, Dictionary<string, object?> source)
    {
        foreach (var (key, value) in source)
        {
            switch (target.GetValueOrDefault(key), value)
            {
                case (Dictionary<string, object?> there, Dictionary<string, object?> more):
                    Add(there, more);
                    break;
                case (List<object?> there, List<object?> more):
                    there.AddRange(more);
                    break;
                default:
                    target[key] = value;
                    break;
            }
        }
    }

    [GeneratedRegex(@"\$\$|\$\{\w+:-(?<default>[^}]*)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();
}
