using System.Text.Json.Nodes;
using Platform.Testkit.Files;

namespace Platform.Observability.Dashboards;

/// <summary>A dashboard of <c>deploy/grafana/dashboards</c>.</summary>
internal sealed class DashboardFile(string path, JsonObject json)
{
    private static readonly string s_folder = RepositoryRoot.Combine("deploy", "grafana", "dashboards");

    public static IReadOnlyList<DashboardFile> All { get; } =
        [.. Directory.EnumerateFiles(s_folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(Load)];

    public string Path { get; } = path;

    public JsonObject Json { get; } = json;

    public string Uid => Text(Json, "uid");

    public string Title => Text(Json, "title");

    /// <summary>All panels, rows and what stands in closed rows included.</summary>
    public IEnumerable<JsonObject> Panels => Objects(Json["panels"]).SelectMany(panel => Objects(panel["panels"]).Prepend(panel));

    public IEnumerable<JsonObject> DrawnPanels => Panels.Where(panel => Text(panel, "type") != "row");

    public IEnumerable<JsonObject> Variables => Objects(Json["templating"]?["list"]);

    public IEnumerable<JsonObject> Annotations => Objects(Json["annotations"]?["list"]).Where(annotation => annotation["expr"] is not null);

    /// <summary>Every query of the dashboard with where it stands.</summary>
    public IEnumerable<(string Where, string Expression)> Queries =>
        DrawnPanels.SelectMany(panel => Objects(panel["targets"]).Select(target => ($"{Title} / {Text(panel, "title")}", Text(target, "expr"))))
            .Concat(Annotations.Select(annotation => ($"{Title} / annotation {Text(annotation, "name")}", Text(annotation, "expr"))));

    /// <summary>The same dashboard with its text changed.</summary>
    public DashboardFile With(Func<string, string> change) => new(Path, (JsonObject)JsonNode.Parse(change(Json.ToJsonString(s_readable)))!);

    /// <summary>The same dashboard with its content changed.</summary>
    public DashboardFile With(Action<JsonObject> change)
    {
        var copy = (JsonObject)Json.DeepClone();
        change(copy);
        return new DashboardFile(Path, copy);
    }

    public static IEnumerable<JsonObject> Objects(JsonNode? array) => array is JsonArray items ? items.OfType<JsonObject>() : [];

    public static string Text(JsonObject? from, string member) => from?[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    public override string ToString() => Uid;

    private static readonly System.Text.Json.JsonSerializerOptions s_readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static DashboardFile Load(string path) => new(System.IO.Path.GetRelativePath(s_folder, path), (JsonObject)JsonNode.Parse(File.ReadAllText(path))!);
}
