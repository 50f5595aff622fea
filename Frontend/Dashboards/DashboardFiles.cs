using System.Text.Json;
using System.Text.RegularExpressions;

namespace Platform.Frontend.Dashboards;

/// <summary>
/// Reads the dashboards that Grafana shows too, from <c>Dashboards:Folder</c> (default: the files that are shipped with the service), once.
/// </summary>
internal sealed partial class DashboardFiles
{
    private static readonly string[] s_areas = ["overview", "services", "dependencies", "infrastructure"];

    private readonly Lazy<IReadOnlyList<Dashboard>> _all;

    public DashboardFiles(IConfiguration configuration)
    {
        var folder = configuration["Dashboards:Folder"] ?? Path.Combine(AppContext.BaseDirectory, "dashboards");
        _all = new Lazy<IReadOnlyList<Dashboard>>(() => Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Select(Read).OrderBy(Rank).ThenBy(dashboard => dashboard.Title, StringComparer.Ordinal)]
            : []);
    }

    public IReadOnlyList<Dashboard> All => _all.Value;

    public Dashboard? Find(string uid) => All.FirstOrDefault(dashboard => dashboard.Uid == uid);

    public static Dashboard Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement.Clone();
        var tags = root.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()).ToArray();
        return new Dashboard(
            Text(root, "uid"),
            Text(root, "title"),
            Text(root, "description"),
            tags.Length > 1 ? tags[1]! : "",
            Text(root.GetProperty("time"), "from"),
            Text(root, "refresh"),
            [.. root.GetProperty("templating").GetProperty("list").EnumerateArray().Select(ReadVariable).OfType<DashboardVariable>()],
            [.. ReadRows(root.GetProperty("panels"))],
            [.. root.GetProperty("annotations").GetProperty("list").EnumerateArray().Where(one => one.TryGetProperty("expr", out _)).Select(one => new DashboardAnnotation(Text(one, "name"), Text(one, "expr")))]);
    }

    private static Dashboard Read(string path) => Parse(File.ReadAllText(path));

    private static int Rank(Dashboard dashboard) => dashboard.Uid == "plat-overview" ? -1 : Array.IndexOf(s_areas, dashboard.Area) is >= 0 and var rank ? rank : s_areas.Length;

    private static IEnumerable<DashboardRow> ReadRows(JsonElement panels)
    {
        var title = "";
        string? repeat = null;
        var top = 0;
        var collected = new List<DashboardPanel>();
        foreach (var panel in panels.EnumerateArray().OrderBy(panel => panel.GetProperty("gridPos").GetProperty("y").GetInt32()).ThenBy(panel => panel.GetProperty("gridPos").GetProperty("x").GetInt32()))
        {
            if (Text(panel, "type") != "row")
            {
                collected.Add(ReadPanel(panel, top));
                continue;
            }

            if (collected.Count > 0)
            {
                yield return new DashboardRow(title, repeat, [.. collected]);
            }

            title = Text(panel, "title");
            repeat = panel.TryGetProperty("repeat", out var of) ? of.GetString() : null;
            top = panel.GetProperty("gridPos").GetProperty("y").GetInt32() + 1;
            collected.Clear();
            if (panel.TryGetProperty("panels", out var inside))
            {
                collected.AddRange(inside.EnumerateArray().Select(one => ReadPanel(one, top)));
            }
        }

        if (collected.Count > 0)
        {
            yield return new DashboardRow(title, repeat, collected);
        }
    }

    private static DashboardPanel ReadPanel(JsonElement panel, int top)
    {
        var at = panel.GetProperty("gridPos");
        return new DashboardPanel(
            panel.GetProperty("id").GetInt32(),
            Text(panel, "type"),
            Text(panel, "title"),
            Text(panel, "description"),
            at.GetProperty("x").GetInt32(),
            at.GetProperty("y").GetInt32() - top,
            at.GetProperty("w").GetInt32(),
            at.GetProperty("h").GetInt32(),
            panel.TryGetProperty("targets", out var targets)
                ? [.. targets.EnumerateArray().Select(target => new DashboardTarget(Text(target, "refId"), Text(target, "expr"), Text(target, "legendFormat")))]
                : [],
            panel);
    }

    private static DashboardVariable? ReadVariable(JsonElement variable)
    {
        if (Text(variable, "type") != "query" || LabelValues().Match(Text(variable, "definition")) is not { Success: true } query)
        {
            return null;
        }

        return new DashboardVariable(Text(variable, "name"), Text(variable, "label"), query.Groups["selector"].Value, query.Groups["label"].Value, Text(variable, "allValue"));
    }

    private static string Text(JsonElement from, string name) =>
        from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    [GeneratedRegex(@"^label_values\((?<selector>.+), (?<label>\w+)\)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LabelValues();
}
