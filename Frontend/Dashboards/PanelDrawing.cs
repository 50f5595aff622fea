using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Platform.Frontend.Charts;
using Platform.Frontend.Gateway;

namespace Platform.Frontend.Dashboards;

/// <summary>Converts a panel and its query results to the data of charts.</summary>
internal static partial class PanelDrawing
{
    /// <summary>The maximum number of series that are drawn, which is more than a reader can distinguish.</summary>
    public const int MaxSeries = 24;

    public static FieldStyle StyleOf(DashboardPanel panel)
    {
        var defaults = panel.Option("fieldConfig", "defaults");
        return new FieldStyle
        {
            Unit = panel.Text("fieldConfig", "defaults", "unit"),
            Decimals = (int?)panel.Number("fieldConfig", "defaults", "decimals"),
            Min = panel.Number("fieldConfig", "defaults", "min"),
            Max = panel.Number("fieldConfig", "defaults", "max"),
            NoValue = panel.Text("fieldConfig", "defaults", "noValue"),
            Thresholds = ThresholdsOf(panel.Option("fieldConfig", "defaults", "thresholds", "steps")),
            Words = defaults is { } known && known.TryGetProperty("mappings", out var mappings) ? WordsOf(mappings) : [],
        };
    }

    public static LineStyle LineStyleOf(DashboardPanel panel) => new(
        panel.Text("fieldConfig", "defaults", "custom", "stacking", "mode") == "normal",
        panel.Text("fieldConfig", "defaults", "custom", "drawStyle") == "bars",
        (int)(panel.Number("fieldConfig", "defaults", "custom", "fillOpacity") ?? 0),
        panel.Text("fieldConfig", "defaults", "custom", "thresholdsStyle", "mode") is not (null or "off"));

    /// <summary>Computes the series of all queries, named, coloured and aligned to the times of the frame.</summary>
    public static IReadOnlyList<ChartSeries> SeriesOf(DashboardPanel panel, PanelData data, string timeRange)
    {
        var link = LinkOf(panel);
        var result = new List<ChartSeries>();
        foreach (var (target, answers) in data.Answers)
        {
            foreach (var series in answers.Where(series => series.Points.Any(point => !double.IsNaN(point.Value))))
            {
                var name = NameOf(target, series, panel.Title);
                var color = Colors.At(result.Count);
                var isDashed = false;
                foreach (var properties in OverridesOf(panel, name))
                {
                    foreach (var property in properties.EnumerateArray())
                    {
                        switch (property.GetProperty("id").GetString())
                        {
                            case "color":
                                color = Colors.Of(property.GetProperty("value").GetProperty("fixedColor").GetString());
                                break;
                            case "custom.lineStyle":
                                isDashed = true;
                                break;
                        }
                    }
                }

                result.Add(new ChartSeries(name, color, series.Labels, Align(series.Points, data.Frame), isDashed, link is null ? null : FillLink(link, series.Labels, timeRange)));
            }
        }

        return result;
    }

    /// <summary>Computes the rows of a table: one for each set of labels, with a column for each query.</summary>
    public static TableData TableOf(DashboardPanel panel, PanelData data, string timeRange)
    {
        var organize = Transformation(panel, "organize");
        var excluded = organize is { } o && o.TryGetProperty("excludeByName", out var e) ? e.EnumerateObject().Where(p => p.Value.GetBoolean()).Select(p => p.Name).ToHashSet(StringComparer.Ordinal) : [];
        var order = organize is { } i && i.TryGetProperty("indexByName", out var index) ? index.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt32(), StringComparer.Ordinal) : [];
        var names = organize is { } r && r.TryGetProperty("renameByName", out var rename) ? rename.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!, StringComparer.Ordinal) : [];
        var isMerged = data.Answers.Count > 1;
        var rows = new Dictionary<string, (IReadOnlyDictionary<string, string> Labels, Dictionary<string, double> Values)>(StringComparer.Ordinal);
        foreach (var (target, answers) in data.Answers)
        {
            foreach (var series in answers)
            {
                var key = string.Join('\u0001', series.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => label.Key + "=" + label.Value));
                if (!rows.TryGetValue(key, out var row))
                {
                    rows[key] = row = (series.Labels, new Dictionary<string, double>(StringComparer.Ordinal));
                }

                row.Values[isMerged ? "Value #" + target.RefId : "Value"] = series.Points[^1].Value;
            }
        }

        var columns = rows.Values.SelectMany(row => row.Labels.Keys)
            .Concat(isMerged ? data.Answers.Select(answer => "Value #" + answer.Target.RefId) : ["Value"])
            .Distinct().Where(column => !excluded.Contains(column))
            .OrderBy(column => order.GetValueOrDefault(column, int.MaxValue)).ToArray();
        var style = StyleOf(panel);
        var styles = columns.ToDictionary(column => column, column => ColumnStyle(panel, names.GetValueOrDefault(column, column), style), StringComparer.Ordinal);
        var link = LinkOf(panel);
        IEnumerable<(IReadOnlyDictionary<string, string> Labels, Dictionary<string, double> Values)> sorted = rows.Values;
        if (SortOf(panel) is var (field, isDescending) && columns.FirstOrDefault(column => names.GetValueOrDefault(column, column) == field) is { } by)
        {
            double Key((IReadOnlyDictionary<string, string> Labels, Dictionary<string, double> Values) row) => row.Values.GetValueOrDefault(by, double.NegativeInfinity);
            sorted = isDescending ? sorted.OrderByDescending(Key) : sorted.OrderBy(Key);
        }

        return new TableData(
            [.. columns.Select(column => names.GetValueOrDefault(column, column))],
            [.. sorted.Take(200).Select(row => (IReadOnlyList<TableCell>)[.. columns.Select(column => Cell(row.Labels, row.Values, column, styles[column], link, timeRange))])]);
    }

    /// <summary>Computes the buckets of a histogram in ascending order, each without those below it.</summary>
    public static (IReadOnlyList<string> Names, IReadOnlyList<double[]> Rows) BucketsOf(DashboardPanel panel, PanelData data)
    {
        var unit = panel.Text("fieldConfig", "defaults", "unit");
        var ordered = data.Answers.SelectMany(answer => answer.Series)
            .Select(series => (Bound: BoundOf(series), Values: Align(series.Points, data.Frame)))
            .OrderBy(bucket => bucket.Bound).ToArray();
        var rows = new List<double[]>();
        for (var i = 0; i < ordered.Length; i++)
        {
            rows.Add(i == 0 ? ordered[0].Values : [.. ordered[i].Values.Zip(ordered[i - 1].Values, (upper, lower) => Math.Max(0, upper - lower))]);
        }

        return ([.. ordered.Select(bucket => "≤ " + Units.Format(bucket.Bound, unit))], rows);
    }

    public static double[] Align(IReadOnlyList<MetricPoint> points, TimeFrame frame)
    {
        var values = new double[frame.Count];
        Array.Fill(values, double.NaN);
        if (frame.Count == 1 && points.Count > 0)
        {
            values[0] = points[^1].Value;
            return values;
        }

        foreach (var point in points)
        {
            var at = (int)Math.Round((point.At - frame.From.ToUnixTimeSeconds()) / frame.Step.TotalSeconds);
            if (at >= 0 && at < values.Length)
            {
                values[at] = point.Value;
            }
        }

        return values;
    }

    public static string NameOf(DashboardTarget target, MetricSeries series, string title)
    {
        if (target.Legend is "" or "__auto")
        {
            return series.Labels.Count > 0 ? string.Join(", ", series.Labels.Where(label => label.Key != "__name__").Select(label => label.Value)) : title;
        }

        var name = Placeholder().Replace(target.Legend, match => series.Labels.GetValueOrDefault(match.Groups["label"].Value, "")).Trim();
        return name.Length > 0 ? name : "–";
    }

    private static TableCell Cell(
        IReadOnlyDictionary<string, string> labels, Dictionary<string, double> values, string column, (FieldStyle Style, bool IsColored) format, string? link, string timeRange)
    {
        if (!column.StartsWith("Value", StringComparison.Ordinal))
        {
            var text = labels.GetValueOrDefault(column, "");
            return new TableCell(text, Link: link?.Contains("labels." + column + "}", StringComparison.Ordinal) == true && text.Length > 0 ? FillLink(link, labels, timeRange) : null);
        }

        var value = values.GetValueOrDefault(column, double.NaN);
        return new TableCell(format.Style.Text(value), value, format.IsColored && !double.IsNaN(value) ? format.Style.Color(value) : null);
    }

    private static (FieldStyle Style, bool IsColored) ColumnStyle(DashboardPanel panel, string column, FieldStyle style)
    {
        var isColored = false;
        foreach (var properties in OverridesOf(panel, column))
        {
            foreach (var property in properties.EnumerateArray())
            {
                var value = property.GetProperty("value");
                switch (property.GetProperty("id").GetString())
                {
                    case "unit":
                        style = style with { Unit = value.GetString() };
                        break;
                    case "mappings":
                        style = style with { Words = WordsOf(value) };
                        break;
                    case "thresholds":
                        style = style with { Thresholds = ThresholdsOf(value.GetProperty("steps")) };
                        isColored = true;
                        break;
                }
            }
        }

        return (style, isColored);
    }

    private static IEnumerable<JsonElement> OverridesOf(DashboardPanel panel, string name)
    {
        if (panel.Option("fieldConfig", "overrides") is not { ValueKind: JsonValueKind.Array } overrides)
        {
            yield break;
        }

        foreach (var one in overrides.EnumerateArray())
        {
            var matcher = one.GetProperty("matcher");
            var pattern = matcher.GetProperty("options").GetString()!;
            var isMatch = matcher.GetProperty("id").GetString() == "byRegexp"
                ? Regex.IsMatch(name, "^(?:" + pattern.Trim('/') + ")$", RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(100))
                : pattern == name;
            if (isMatch)
            {
                yield return one.GetProperty("properties");
            }
        }
    }

    private static IReadOnlyList<Threshold> ThresholdsOf(JsonElement? steps) => steps is { ValueKind: JsonValueKind.Array } known
        ? [.. known.EnumerateArray().Select(step => new Threshold(
            step.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.NegativeInfinity,
            Colors.Of(step.GetProperty("color").GetString())))]
        : [];

    private static IReadOnlyList<ValueWord> WordsOf(JsonElement mappings) =>
    [
        .. mappings.EnumerateArray()
            .Where(mapping => mapping.GetProperty("type").GetString() == "value")
            .SelectMany(mapping => mapping.GetProperty("options").EnumerateObject())
            .Select(option => new ValueWord(
                double.Parse(option.Name, CultureInfo.InvariantCulture), option.Value.GetProperty("text").GetString()!, Colors.Of(option.Value.GetProperty("color").GetString()))),
    ];

    private static JsonElement? Transformation(DashboardPanel panel, string id)
    {
        foreach (var one in panel.Option("transformations") is { ValueKind: JsonValueKind.Array } all ? all.EnumerateArray().ToArray() : [])
        {
            if (one.GetProperty("id").GetString() == id)
            {
                return one.GetProperty("options");
            }
        }

        return null;
    }

    private static (string Field, bool IsDescending)? SortOf(DashboardPanel panel) =>
        Transformation(panel, "sortBy") is { } options && options.GetProperty("sort").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } sort
            ? (sort.GetProperty("field").GetString()!, sort.GetProperty("desc").GetBoolean())
            : null;

    private static string? LinkOf(DashboardPanel panel) =>
        panel.Option("fieldConfig", "defaults", "links") is { ValueKind: JsonValueKind.Array } links && links.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } link
            ? link.GetProperty("url").GetString()
            : null;

    // "/d/uid?var-service=${__field.labels.service}&${__url_time_range}" is a page here too, with a different path.
    private static string FillLink(string url, IReadOnlyDictionary<string, string> labels, string timeRange) => LinkLabel()
        .Replace(url.Replace("/d/", "/operations/dashboards/", StringComparison.Ordinal), match => Uri.EscapeDataString(labels.GetValueOrDefault(match.Groups["label"].Value, "")))
        .Replace("${__url_time_range}", "from=" + Uri.EscapeDataString(timeRange), StringComparison.Ordinal);

    private static double BoundOf(MetricSeries series) => series.Labels.GetValueOrDefault("le") is { } text && text != "+Inf"
        && double.TryParse(text, CultureInfo.InvariantCulture, out var bound) ? bound : double.PositiveInfinity;

    [GeneratedRegex(@"\{\{\s*(?<label>\w+)\s*\}\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\$\{__field\.labels\.(?<label>\w+)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LinkLabel();
}
