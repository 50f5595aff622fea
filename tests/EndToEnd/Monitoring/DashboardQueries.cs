using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Platform.Testkit.Files;

namespace Platform.EndToEnd.Monitoring;

/// <summary>The outcome of a query of a dashboard.</summary>
internal enum QueryOutcome
{
    Values,
    Empty,
    Fault,
}

/// <summary>A query that was run.</summary>
internal sealed record QueryRun(string Dashboard, string Panel, string Query, string Kind, QueryOutcome Outcome, string Detail)
{
    public string Name => $"{Dashboard} / {Panel} / {Query}";

    /// <summary>The name of the same query of all dashboards.</summary>
    public string Anywhere => $"* / {Panel} / {Query}";

    /// <summary>The name of all queries of the same dashboard.</summary>
    public string Throughout => $"{Dashboard} / *";
}

/// <summary>Runs every query, variable and annotation of the shipped dashboards against a Prometheus.</summary>
/// <param name="prometheus">A client of it.</param>
/// <param name="from">Begin of the time range that is looked at.</param>
/// <param name="to">Its end.</param>
/// <param name="change">What is done to each expression before it is run, if anything.</param>
internal sealed partial class DashboardQueries(HttpClient prometheus, DateTimeOffset from, DateTimeOffset to, Func<string, string>? change = null)
{
    private const int StepSeconds = 2;

    public async Task<List<QueryRun>> RunAllAsync()
    {
        var runs = new List<QueryRun>();
        foreach (var file in Directory.EnumerateFiles(RepositoryRoot.Combine("deploy", "grafana", "dashboards"), "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using var dashboard = JsonDocument.Parse(await File.ReadAllTextAsync(file));
            await RunAsync(dashboard.RootElement, runs);
        }

        return runs;
    }

    private async Task RunAsync(JsonElement dashboard, List<QueryRun> runs)
    {
        var title = dashboard.GetProperty("title").GetString()!;
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var variable in dashboard.GetProperty("templating").GetProperty("list").EnumerateArray().Where(one => one.GetProperty("type").GetString() == "query"))
        {
            var name = variable.GetProperty("name").GetString()!;
            var query = LabelValues().Match(variable.GetProperty("definition").GetString()!);
            var found = (await GetAsync($"/api/v1/label/{query.Groups["label"].Value}/values?match[]={Escape(Fill(query.Groups["selector"].Value, values))}")).GetProperty("data")
                .EnumerateArray().Select(value => value.GetString()!).ToArray();
            values[name] = found.Length > 0 ? string.Join('|', found.Select(Regex.Escape)).Replace(@"\", @"\\", StringComparison.Ordinal) : ".+";
            runs.Add(new QueryRun(title, "variable", name, "variable", found.Length > 0 ? QueryOutcome.Values : QueryOutcome.Empty, $"{found.Length} values"));
        }

        foreach (var annotation in dashboard.GetProperty("annotations").GetProperty("list").EnumerateArray().Where(one => one.TryGetProperty("expr", out var expression) && IsOfInterest(expression.GetString()!)))
        {
            runs.Add(await RunAsync(title, "annotation", annotation.GetProperty("name").GetString()!, "annotation", Fill(annotation.GetProperty("expr").GetString()!, values), unit: ""));
        }

        foreach (var panel in dashboard.GetProperty("panels").EnumerateArray().SelectMany(panel => panel.TryGetProperty("panels", out var inside) ? inside.EnumerateArray().Prepend(panel) : [panel]))
        {
            if (!panel.TryGetProperty("targets", out var targets))
            {
                continue;
            }

            var unit = panel.GetProperty("fieldConfig").GetProperty("defaults").TryGetProperty("unit", out var given) ? given.GetString()! : "";
            foreach (var target in targets.EnumerateArray().Where(target => IsOfInterest(target.GetProperty("expr").GetString()!)))
            {
                runs.Add(await RunAsync(
                    title, panel.GetProperty("title").GetString()!, target.GetProperty("refId").GetString()!, panel.GetProperty("type").GetString()!, Fill(target.GetProperty("expr").GetString()!, values), unit));
            }
        }
    }

    private async Task<QueryRun> RunAsync(string dashboard, string panel, string query, string kind, string expression, string unit)
    {
        // Panels of one value, too: what happened minutes ago has left their window by now.
        var answer = await GetAsync($"/api/v1/query_range?query={Escape(expression)}&start={Seconds(from)}&end={Seconds(to)}&step={StepSeconds}");
        if (answer.GetProperty("status").GetString() != "success")
        {
            return new QueryRun(dashboard, panel, query, kind, QueryOutcome.Fault, answer.GetProperty("error").GetString()!);
        }

        var numbers = answer.GetProperty("data").GetProperty("result").EnumerateArray()
            .SelectMany(series => series.GetProperty("values").EnumerateArray())
            .Select(point => double.TryParse(point[1].GetString(), CultureInfo.InvariantCulture, out var number) ? number : double.NaN)
            .Where(double.IsFinite).ToArray();
        if (numbers.Length == 0)
        {
            return new QueryRun(dashboard, panel, query, kind, QueryOutcome.Empty, expression);
        }

        // A share is one of a whole, or what is left of a budget, which can be overspent, or where a trend leads; a time on these dashboards
        // is never of years.
        var (low, high) = (numbers.Min(), numbers.Max());
        var isOdd = unit == "percentunit" ? (low < -0.001 && !panel.Contains("budget", StringComparison.Ordinal)) || high > (panel.Contains("CPU", StringComparison.Ordinal) ? 64 : expression.Contains("predict_linear", StringComparison.Ordinal) ? double.PositiveInfinity : 1.0001) : unit == "s" && (low < -1 || high > 1e9);
        return new QueryRun(
            dashboard, panel, query, kind, isOdd ? QueryOutcome.Fault : QueryOutcome.Values, string.Create(CultureInfo.InvariantCulture, $"{numbers.Length} values from {low:G3} to {high:G3}"));
    }

    // What a change leaves as it is has been run before.
    private bool IsOfInterest(string expression) => change is null || change(expression) != expression;

    private string Fill(string expression, Dictionary<string, string> values) => Variable().Replace(change?.Invoke(expression) ?? expression, match => match.Groups["name"].Value switch
    {
        // What the page itself takes at least, over scrapes that come more often here.
        "__rate_interval" => "60s",
        "__range" => Seconds(to - from) + "s",
        var name => values.GetValueOrDefault(name, ".+"),
    });

    private async Task<JsonElement> GetAsync(string address)
    {
        using var response = await prometheus.GetAsync(address);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static string Escape(string text) => Uri.EscapeDataString(text);

    private static string Seconds(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan span) => ((long)span.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^label_values\((?<selector>.+), (?<label>\w+)\)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LabelValues();

    [GeneratedRegex(@"\$\{?(?<name>[a-z_]\w*)\}?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();
}
