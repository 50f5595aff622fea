using System.Text.Json.Nodes;

namespace Platform.Objectives.Making;

/// <summary>Parts of a dashboard in Grafana's form, as all dashboards of the platform have them.</summary>
internal static class DashboardParts
{
    private const string Source = """{ "type": "prometheus", "uid": "${datasource}" }""";

    // What all dashboards have: variables, annotations, links, a shared crosshair.
    private const string FrameText =
        """
        {
          "annotations": {
            "list": [
              { "builtIn": 1, "datasource": { "type": "grafana", "uid": "-- Grafana --" }, "enable": true, "hide": true, "iconColor": "rgba(0, 211, 255, 1)", "name": "Annotations & Alerts", "type": "dashboard" },
              {
                "datasource": { "type": "prometheus", "uid": "${datasource}" }, "enable": true,
                "expr": "ALERTS{team=\"platform\", alertstate=\"firing\", severity=~\"critical|warning\"}", "hide": false, "iconColor": "red", "name": "Alerts",
                "step": "60s", "tagKeys": "severity", "textFormat": "{{service}}", "titleFormat": "{{alertname}}", "useValueForTime": false
              },
              {
                "datasource": { "type": "prometheus", "uid": "${datasource}" }, "enable": true,
                "expr": "(count_over_time((time() - process_start_time_seconds{job=~\"$job\"} < 60)[$__rate_interval:15s]) > 0) * on (job, instance) group_left (version) app_build_info{job=~\"$job\"}",
                "hide": false, "iconColor": "blue", "name": "Deployments",
                "step": "15s", "tagKeys": "service", "textFormat": "{{service}} {{instance}}", "titleFormat": "Started {{version}}", "useValueForTime": false
              },
              {
                "datasource": { "type": "prometheus", "uid": "${datasource}" }, "enable": true,
                "expr": "service:version:started{team=\"platform\"}", "hide": false, "iconColor": "purple", "name": "Versions",
                "step": "60s", "tagKeys": "service", "textFormat": "{{service}}", "titleFormat": "Deployed {{version}}", "useValueForTime": false
              }
            ]
          },
          "description": "Objectives: what is left of each error budget, how fast it is used up, and by what.",
          "editable": false,
          "fiscalYearStartMonth": 0,
          "graphTooltip": 1,
          "links": [
            { "asDropdown": true, "icon": "external link", "includeVars": true, "keepTime": true, "tags": ["platform"], "targetBlank": false, "title": "Dashboards", "tooltip": "The platform's other dashboards", "type": "dashboards", "url": "" }
          ],
          "panels": [],
          "refresh": "30s",
          "schemaVersion": 39,
          "tags": ["platform", "overview"],
          "templating": {
            "list": [
              { "current": {}, "hide": 0, "includeAll": false, "label": "Data Source", "multi": false, "name": "datasource", "options": [], "query": "prometheus", "refresh": 1, "regex": "", "skipUrlSync": false, "type": "datasource" },
              {
                "current": { "selected": true, "text": ["All"], "value": ["$__all"] }, "datasource": { "type": "prometheus", "uid": "${datasource}" }, "definition": "label_values(up, job)",
                "hide": 0, "includeAll": true, "label": "Job", "multi": true, "name": "job", "options": [],
                "query": { "qryType": 1, "query": "label_values(up, job)", "refId": "PrometheusVariableQueryEditor-VariableQuery" },
                "refresh": 2, "regex": "", "skipUrlSync": false, "sort": 1, "type": "query", "allValue": ".+"
              },
              {
                "current": { "selected": true, "text": ["All"], "value": ["$__all"] }, "datasource": { "type": "prometheus", "uid": "${datasource}" }, "definition": "label_values(up{job=~\"$job\"}, instance)",
                "hide": 0, "includeAll": true, "label": "Instance", "multi": true, "name": "instance", "options": [],
                "query": { "qryType": 1, "query": "label_values(up{job=~\"$job\"}, instance)", "refId": "PrometheusVariableQueryEditor-VariableQuery" },
                "refresh": 2, "regex": "", "skipUrlSync": false, "sort": 1, "type": "query", "allValue": ".+"
              }
            ]
          },
          "time": { "from": "now-7d", "to": "now" },
          "timepicker": { "refresh_intervals": ["5s", "10s", "30s", "1m", "5m", "15m", "30m", "1h"] },
          "timezone": "browser",
          "title": "Objectives",
          "uid": "plat-objectives",
          "version": 1,
          "weekStart": ""
        }
        """;

    private const string Custom =
        """
        {
          "axisBorderShow": false, "drawStyle": "line", "fillOpacity": 0, "gradientMode": "none", "lineInterpolation": "linear", "lineWidth": 2, "pointSize": 4,
          "showPoints": "never", "spanNulls": false, "stacking": { "group": "A", "mode": "none" }, "thresholdsStyle": { "mode": "dashed" }
        }
        """;

    private const string LineOptions =
        """{ "legend": { "calcs": ["mean", "max", "lastNotNull"], "displayMode": "table", "placement": "bottom", "showLegend": true }, "tooltip": { "mode": "multi", "sort": "desc" } }""";

    private const string BarOptions =
        """
        {
          "displayMode": "basic", "minVizHeight": 10, "minVizWidth": 0, "orientation": "horizontal",
          "reduceOptions": { "calcs": ["lastNotNull"], "fields": "", "values": false }, "showUnfilled": true, "valueMode": "color"
        }
        """;

    /// <summary>Returns the dashboard without panels.</summary>
    public static JsonObject Frame() => Parse(FrameText);

    /// <summary>Returns a place on the grid.</summary>
    public static JsonObject Place(int x, int y, int width, int height) => new() { ["h"] = height, ["w"] = width, ["x"] = x, ["y"] = y };

    /// <summary>Returns a query of a panel.</summary>
    public static JsonObject Target(string id, string expression, string legend) => new()
    {
        ["datasource"] = Parse(Source),
        ["editorMode"] = "code",
        ["expr"] = expression,
        ["range"] = true,
        ["legendFormat"] = legend,
        ["refId"] = id,
    };

    /// <summary>Returns the heading of a row.</summary>
    public static JsonObject Row(int id, string title, int y) => new()
    {
        ["collapsed"] = false,
        ["gridPos"] = Place(0, y, 24, 1),
        ["id"] = id,
        ["panels"] = new JsonArray(),
        ["title"] = title,
        ["type"] = "row",
    };

    /// <summary>Returns a panel with a bar for each series, from 0 to 1.</summary>
    public static JsonObject Bars(int id, string title, string description, JsonObject place, params JsonObject[] targets)
    {
        var defaults = new JsonObject
        {
            ["color"] = new JsonObject { ["mode"] = "thresholds" },
            ["mappings"] = new JsonArray(),
            ["thresholds"] = Thresholds("red", [("yellow", 0.25m), ("green", 0.5m)]),
            ["unit"] = "percentunit",
            ["min"] = 0,
            ["max"] = 1,
        };
        return Panel(id, "bargauge", title, description, place, defaults, Parse(BarOptions), targets);
    }

    /// <summary>Returns a panel with lines over time, and dashed ones at thresholds.</summary>
    public static JsonObject Lines(
        int id, string title, string description, JsonObject place, string unit, string lowest, IReadOnlyList<(string Color, decimal Value)> thresholds, params JsonObject[] targets)
    {
        var defaults = new JsonObject
        {
            ["color"] = new JsonObject { ["mode"] = "palette-classic" },
            ["mappings"] = new JsonArray(),
            ["thresholds"] = Thresholds(lowest, thresholds),
            ["unit"] = unit,
            ["custom"] = Parse(Custom),
        };
        return Panel(id, "timeseries", title, description, place, defaults, Parse(LineOptions), targets);
    }

    private static JsonObject Thresholds(string lowest, IReadOnlyList<(string Color, decimal Value)> above)
    {
        var steps = new JsonArray(new JsonObject { ["color"] = lowest, ["value"] = null });
        foreach (var (color, value) in above)
        {
            steps.Add(new JsonObject { ["color"] = color, ["value"] = value });
        }

        return new JsonObject { ["mode"] = "absolute", ["steps"] = steps };
    }

    private static JsonObject Panel(
        int id, string type, string title, string description, JsonObject place, JsonObject defaults, JsonObject options, JsonObject[] targets) => new()
        {
            ["datasource"] = Parse(Source),
            ["description"] = description,
            ["fieldConfig"] = new JsonObject { ["defaults"] = defaults, ["overrides"] = new JsonArray() },
            ["gridPos"] = place,
            ["id"] = id,
            ["interval"] = "15s",
            ["options"] = options,
            ["targets"] = new JsonArray([.. targets]),
            ["title"] = title,
            ["type"] = type,
        };

    private static JsonObject Parse(string json) => (JsonObject)JsonNode.Parse(json)!;
}
