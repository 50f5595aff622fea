using System.Globalization;
using Platform.Testkit.Files;
using YamlDotNet.RepresentationModel;

namespace Platform.Observability.Catalogue;

/// <summary>Reads <c>deploy/metrics.yaml</c>.</summary>
internal static class MetricCatalogue
{
    /// <summary>The file's text.</summary>
    public static string Yaml { get; } = File.ReadAllText(RepositoryRoot.Combine("deploy", "metrics.yaml"));

    public static IReadOnlyList<CatalogueMetric> All { get; } = Parse(Yaml);

    /// <summary>Everybody who exposes a metric.</summary>
    public static IReadOnlyList<string> Services { get; } = [.. All.SelectMany(metric => metric.Services).Distinct(StringComparer.Ordinal)];

    public static IEnumerable<CatalogueMetric> Of(string service) => All.Where(metric => metric.Services.Contains(service));

    public static CatalogueMetric? TryGet(string name) => All.FirstOrDefault(metric => metric.Name == name);

    /// <summary>The metric that a sample belongs to: of a histogram also by its name with _bucket, _sum or _count.</summary>
    public static CatalogueMetric? OfSample(string sampleName) => TryGet(sampleName)
        ?? ((string[])["_bucket", "_sum", "_count"])
            .Where(suffix => sampleName.EndsWith(suffix, StringComparison.Ordinal))
            .Select(suffix => TryGet(sampleName[..^suffix.Length]))
            .FirstOrDefault(metric => metric is { Type: "histogram" });

    public static IReadOnlyList<CatalogueMetric> Parse(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        var root = (YamlMappingNode)stream.Documents[0].RootNode;
        var services = Texts(root.Children["services"]);
        return [.. ((YamlSequenceNode)root.Children["metrics"]).Select(metric => Read((YamlMappingNode)metric, services))];
    }

    private static CatalogueMetric Read(YamlMappingNode node, IReadOnlyList<string> services)
    {
        string[] known = ["name", "kind", "type", "unit", "meter", "instrument", "services", "labels", "buckets", "present", "documents", "meaning"];
        foreach (var key in node.Children.Keys.Select(Text).Except(known))
        {
            throw new FormatException($"deploy/metrics.yaml: '{key}' of '{Required(node, "name")}' is not known.");
        }

        var labels = (node.Children.TryGetValue("labels", out var given) ? (YamlMappingNode)given : new YamlMappingNode()).Children;
        return new CatalogueMetric
        {
            Name = Required(node, "name"),
            Kind = OneOf(node, "kind", "own", "builtin", "recording"),
            Type = OneOf(node, "type", "counter", "gauge", "histogram"),
            Unit = Required(node, "unit"),
            Meaning = Required(node, "meaning"),
            Meter = Optional(node, "meter"),
            Instrument = Optional(node, "instrument"),
            Services = node.Children.TryGetValue("services", out var at) ? at is YamlScalarNode ? services : Texts(at) : [],
            Labels = labels.ToDictionary(label => Text(label.Key), label => label.Value is YamlSequenceNode ? (IReadOnlyList<string>?)Texts(label.Value) : null),
            Bounds = labels.Where(label => label.Value is YamlScalarNode).ToDictionary(label => Text(label.Key), label => Text(label.Value)),
            Buckets = node.Children.TryGetValue("buckets", out var buckets)
                ? [.. Texts(buckets).Select(bound => double.Parse(bound, CultureInfo.InvariantCulture))]
                : null,
            IsPresentFromStart = Optional(node, "present") == "start",
            Documents = node.Children.TryGetValue("documents", out var documents) ? Texts(documents) : [],
        };
    }

    private static string OneOf(YamlMappingNode node, string key, params string[] values) => values.Contains(Required(node, key))
        ? Required(node, key)
        : throw new FormatException($"deploy/metrics.yaml: '{key}' of '{Required(node, "name")}' must be one of: {string.Join(", ", values)}.");

    private static string Required(YamlMappingNode node, string key) =>
        Optional(node, key) ?? throw new FormatException($"deploy/metrics.yaml: '{key}' is missing at line {node.Start.Line}.");

    private static string? Optional(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out var value) ? Text(value) : null;

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value ?? "";

    private static string[] Texts(YamlNode node) => [.. ((YamlSequenceNode)node).Select(Text)];
}
