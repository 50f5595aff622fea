using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Platform.Observability.Catalogue;
using static Platform.Observability.Dashboards.DashboardFile;

namespace Platform.Observability.Dashboards;

/// <summary>The rules of Grafana's dashboard-linter that apply here, and our own. Each finding begins with its rule's name.</summary>
internal static partial class Linter
{
    private const string DataSource = "${datasource}";
    private static readonly string[] s_ranged = ["rate", "irate", "increase"];
    private static readonly string[] s_units =
        ["short", "none", "percentunit", "s", "d", "bytes", "Bps", "ops", "reqps", "cps"];

    // Single values quote the window of the alert that watches the same thing.
    private static readonly string[] s_single = ["stat", "gauge", "bargauge", "table"];

    public static IEnumerable<string> Check(DashboardFile dashboard) =>
        Frame(dashboard).Concat(Templates(dashboard)).Concat(Panels(dashboard)).Concat(Targets(dashboard)).Concat(Grid(dashboard)).Concat(Annotations(dashboard));

    private static IEnumerable<string> Frame(DashboardFile dashboard)
    {
        var json = dashboard.Json;
        if (json["editable"]?.GetValue<bool>() != false)
        {
            yield return "uneditable: the dashboard can be edited in Grafana";
        }

        if (!dashboard.Uid.StartsWith("plat-", StringComparison.Ordinal) || dashboard.Uid.Length > 40)
        {
            yield return $"uid: '{dashboard.Uid}' is not plat-… of at most 40 characters";
        }

        if (dashboard.Title.Length == 0 || Text(json, "description").Length == 0)
        {
            yield return "description: title or description is missing";
        }

        if (json["graphTooltip"]?.GetValue<int>() != 1 || Text(json, "timezone") != "browser" || Text(json, "refresh") != "30s" || json["schemaVersion"]?.GetValue<int>() != 39)
        {
            yield return "frame: shared crosshair, browser time, refresh of 30s and schema 39 are the convention";
        }

        var folder = System.IO.Path.GetDirectoryName(dashboard.Path)!;
        var tags = json["tags"]!.AsArray().Select(tag => tag!.GetValue<string>()).ToArray();
        if (tags is not ["platform", _] || tags[1] != folder)
        {
            yield return $"tags: platform and the folder's name ({folder}) are the convention";
        }

        if (!Objects(json["links"]).Any(link => Text(link, "type") == "dashboards" && link["keepTime"]?.GetValue<bool>() == true && link["includeVars"]?.GetValue<bool>() == true))
        {
            yield return "links: the list of the platform's dashboards is missing";
        }
    }

    private static IEnumerable<string> Templates(DashboardFile dashboard)
    {
        if (dashboard.Variables.Where(variable => Text(variable, "type") == "datasource").ToArray() is not [{ } only] || Text(only, "name") != "datasource" || Text(only, "label") != "Data Source")
        {
            yield return "template-datasource: exactly one, named datasource, labelled Data Source";
        }

        foreach (var needed in (string[])["job", "instance"])
        {
            var variable = dashboard.Variables.FirstOrDefault(variable => Text(variable, "name") == needed);
            if (variable is null || Text(variable, "type") != "query" || variable["multi"]?.GetValue<bool>() != true
                || variable["includeAll"]?.GetValue<bool>() != true || Text(variable, "allValue") != ".+")
            {
                yield return $"template-{needed}: a query variable, several values at once, all is .+";
            }
        }

        foreach (var variable in dashboard.Variables.Where(variable => Text(variable, "type") == "query"))
        {
            var name = Text(variable, "name");
            if (Text(variable["datasource"] as JsonObject, "uid") != DataSource)
            {
                yield return $"template-datasource: {name} asks another data source";
            }

            if (variable["refresh"]?.GetValue<int>() != 2)
            {
                yield return $"template-on-time-change-reload: {name} is not read again when the time range changes";
            }

            var query = Text(variable["query"] as JsonObject, "query");
            if (!LabelValues().IsMatch(query) || query != Text(variable, "definition"))
            {
                yield return $"template-label-promql: {name} is no label_values(selector, label)";
            }
        }

        var declared = dashboard.Variables.Select(variable => Text(variable, "name")).ToHashSet(StringComparer.Ordinal);
        var used = dashboard.Queries.Select(query => query.Expression)
            .Concat(dashboard.Variables.Select(variable => Text(variable["query"] as JsonObject, "query")))
            .Concat(dashboard.Panels.SelectMany(panel => (string[])[Text(panel, "title"), Text(panel, "repeat") is { Length: > 0 } repeat ? "$" + repeat : ""]))
            .SelectMany(text => Variable().Matches(text).Select(match => match.Groups["name"].Value))
            .Where(name => !name.StartsWith("__", StringComparison.Ordinal));
        foreach (var name in used.Distinct().Where(name => !declared.Contains(name) && !int.TryParse(name, CultureInfo.InvariantCulture, out _)))
        {
            yield return $"variable: ${name} is not declared";
        }
    }

    private static IEnumerable<string> Panels(DashboardFile dashboard)
    {
        if (dashboard.DrawnPanels.GroupBy(panel => Text(panel, "title")).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            yield return $"panel-title: '{twice.Key}' stands there twice";
        }

        foreach (var panel in dashboard.DrawnPanels)
        {
            var title = Text(panel, "title");
            if (title.Length == 0 || Text(panel, "description").Length < 10)
            {
                yield return $"panel-title-description: '{title}' lacks one";
            }

            if (Text(panel, "type") == "text")
            {
                continue;
            }

            if (Text(panel["datasource"] as JsonObject, "uid") != DataSource || Objects(panel["targets"]).Any(target => Text(target["datasource"] as JsonObject, "uid") != DataSource))
            {
                yield return $"panel-datasource: '{title}' does not use the variable";
            }

            var defaults = (JsonObject)panel["fieldConfig"]!["defaults"]!;
            if (!s_units.Contains(Text(defaults, "unit")) && defaults["mappings"] is not JsonArray { Count: > 0 })
            {
                yield return $"panel-units: '{title}' has no unit that is known here ('{Text(defaults, "unit")}')";
            }

            if (!Objects(panel["targets"]).Any())
            {
                yield return $"panel-no-targets: '{title}'";
            }

            if (Objects(panel["targets"]).Select(target => Text(target, "refId")).Distinct().Count() != Objects(panel["targets"]).Count())
            {
                yield return $"panel-targets: '{title}' repeats a refId";
            }

            foreach (var url in Objects(defaults["links"]).Select(link => Text(link, "url")))
            {
                if (!DashboardLink().IsMatch(url))
                {
                    yield return $"link: '{title}' leads to '{url}', no dashboard of ours";
                }
            }
        }
    }

    private static IEnumerable<string> Targets(DashboardFile dashboard)
    {
        var hasService = dashboard.Variables.Any(variable => Text(variable, "name") == "service");
        foreach (var panel in dashboard.DrawnPanels)
        {
            foreach (var target in Objects(panel["targets"]))
            {
                foreach (var selector in PromQl.Parse(Text(target, "expr")).Selectors)
                {
                    var where = $"'{Text(panel, "title")}' {selector.Name}";
                    if (selector.Range is not null && s_ranged.Contains(selector.Call) && !IsRangeFine(panel, selector.Range))
                    {
                        yield return $"target-rate-interval: {where} [{selector.Range}]";
                    }

                    var metric = selector.Name is null ? null : MetricCatalogue.OfSample(selector.Name);
                    if (selector.Name?.EndsWith("_total", StringComparison.Ordinal) == true && metric?.Type != "gauge" && !s_ranged.Contains(selector.Call))
                    {
                        yield return $"target-counter-agg: {where} is a counter outside of rate and increase";
                    }

                    if (selector.Name == "ALERTS" || metric?.Kind == "recording" || selector.Name?.Contains(':', StringComparison.Ordinal) == true)
                    {
                        // These bear neither label: rules aggregate them away.
                        continue;
                    }

                    foreach (var label in (string[])["job", "instance"])
                    {
                        if (!selector.Has(label, "=~", "$" + label))
                        {
                            yield return $"target-{label}: {where} lacks {label}=~\"${label}\"";
                        }
                    }

                    if (hasService && metric is { Kind: "own" or "builtin" } && !selector.Has("service", "=~", "$service") && dashboard.Uid == "plat-service")
                    {
                        yield return $"target-service: {where}";
                    }
                }
            }
        }
    }

    private static bool IsRangeFine(JsonObject panel, string range) => range switch
    {
        "$__rate_interval" or "$__range" => true,
        "5m" => s_single.Contains(Text(panel, "type")) || Objects(panel["targets"]).Any(target => Text(target, "expr").Contains(")[1h:", StringComparison.Ordinal)),
        _ => false,
    };

    private static IEnumerable<string> Grid(DashboardFile dashboard)
    {
        if (dashboard.Panels.GroupBy(panel => panel["id"]!.GetValue<int>()).Any(same => same.Count() > 1))
        {
            yield return "panel-id: two panels have the same";
        }

        var taken = new Dictionary<(int X, int Y), string>();
        foreach (var panel in Objects(dashboard.Json["panels"]))
        {
            var at = (JsonObject)panel["gridPos"]!;
            var (x, y, w, h) = (at["x"]!.GetValue<int>(), at["y"]!.GetValue<int>(), at["w"]!.GetValue<int>(), at["h"]!.GetValue<int>());
            if (x < 0 || w < 1 || h < 1 || x + w > 24)
            {
                yield return $"grid: '{Text(panel, "title")}' leaves the 24 columns";
            }

            for (var cell = 0; cell < w * h; cell++)
            {
                if (!taken.TryAdd((x + (cell % w), y + (cell / w)), Text(panel, "title")))
                {
                    yield return $"grid: '{Text(panel, "title")}' lies over '{taken[(x + (cell % w), y + (cell / w))]}'";
                    break;
                }
            }
        }
    }

    private static IEnumerable<string> Annotations(DashboardFile dashboard)
    {
        foreach (var needed in (string[])["Alerts", "Deployments"])
        {
            if (dashboard.Annotations.All(annotation => Text(annotation, "name") != needed || Text(annotation["datasource"] as JsonObject, "uid") != DataSource))
            {
                yield return $"annotations: {needed} are missing";
            }
        }
    }

    [GeneratedRegex(@"^label_values\((?<selector>[a-z_:]+(\{.*\})?), (?<label>[a-z_]+)\)$", RegexOptions.ExplicitCapture, 1000)]
    public static partial Regex LabelValues();

    [GeneratedRegex(@"\$\{?(?<name>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();

    [GeneratedRegex(@"^/d/(?<uid>[a-z-]+)\?[^ ]*\$\{__url_time_range\}$", RegexOptions.ExplicitCapture, 1000)]
    public static partial Regex DashboardLink();
}
