using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Platform.Observability.Catalogue;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Observability.Dashboards;

/// <summary>Checks that queries of dashboards are valid PromQL, and that their metrics and labels exist.</summary>
public sealed partial class QueryTests
{
    // Of Prometheus itself, on every series or made by scraping and by alerts.
    private static readonly string[] s_everywhere = ["job", "instance", "service", "otel_scope_name", "le", "__name__", "alertname", "alertstate", "severity", "class"];

    // What recording rules make that the catalogue does not name: the objectives' own series.
    private static readonly HashSet<string> s_recorded =
    [
        .. Directory.EnumerateFiles(RepositoryRoot.Combine("deploy", "prometheus", "rules"), "*.yml")
            .SelectMany(File.ReadLines).Select(line => line.Trim()).Where(line => line.StartsWith("- record: ", StringComparison.Ordinal)).Select(line => line["- record: ".Length..].Trim('\'', '"')),
    ];

    private static readonly HashSet<string> s_exporters = [.. File.ReadLines(RepositoryRoot.Combine("deploy", "grafana", "exporters.txt")).Where(line => line.Length > 0 && line[0] != '#')];

    [Fact]
    public async Task Prometheus_can_parse_every_query()
    {
        using var folder = new TemporaryFolder();
        var rules = new StringBuilder("groups:\n- name: dashboards\n  rules:\n");
        var number = 0;
        foreach (var (_, expression) in DashboardFile.All.SelectMany(dashboard => dashboard.Queries))
        {
            rules.Append("  - record: \"q").Append(number++).Append("\"\n    expr: '").Append(Plain(expression).Replace("'", "''", StringComparison.Ordinal)).Append("'\n");
        }

        number.ShouldBeGreaterThan(200);
        var file = Path.Combine(folder.Path, "rules.yml");
        await File.WriteAllTextAsync(file, rules.ToString());
        using var promtool = Process.Start(new ProcessStartInfo("promtool", ["check", "rules", "--lint=none", file]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var output = promtool.StandardOutput.ReadToEndAsync();
        var errors = await promtool.StandardError.ReadToEndAsync();
        await promtool.WaitForExitAsync();
        promtool.ExitCode.ShouldBe(0, errors + await output);
    }

    [Fact]
    public void Every_queried_metric_is_in_the_catalogue() => DashboardFile.All.SelectMany(UnknownMetrics).ShouldBeEmpty();

    [Fact]
    public void A_renamed_metric_is_detected()
    {
        var renamed = DashboardFile.All.Select(dashboard => dashboard.With(text => text.Replace("http_requests_total", "http_requests_count_total", StringComparison.Ordinal)));
        renamed.SelectMany(UnknownMetrics).Count().ShouldBeGreaterThan(20);
    }

    [Fact]
    public void Every_queried_label_belongs_to_its_metric() => DashboardFile.All.SelectMany(UnknownLabels).ShouldBeEmpty();

    [Fact]
    public void A_renamed_label_is_detected() =>
        DashboardFile.All.Select(dashboard => dashboard.With(text => text.Replace("error_type", "kind_of_error", StringComparison.Ordinal)))
            .SelectMany(UnknownLabels).ShouldNotBeEmpty();

    [Fact]
    public void Every_metric_of_the_platform_is_on_a_dashboard()
    {
        // Asked for through an alias or a broader one, or told by a table of the database's own.
        string[] elsewhere =
        [
            "request_latency_seconds", "errors_total", "queue_size", "circuit_breaker_failures_total", "health_check_duration_seconds",
        ];
        var shown = DashboardFile.All.SelectMany(dashboard => dashboard.Queries)
            .SelectMany(query => PromQl.Parse(query.Expression).Selectors)
            .Select(selector => selector.Name is null ? null : MetricCatalogue.OfSample(selector.Name)?.Name)
            .ToHashSet();
        MetricCatalogue.All.Where(metric => metric.IsOwn && metric.Documents.Count > 0 && !shown.Contains(metric.Name)).Select(metric => metric.Name).ShouldBeSubsetOf(elsewhere);
    }

    [Fact]
    public void Alerts_link_to_dashboards_that_exist()
    {
        var links = Directory.EnumerateFiles(RepositoryRoot.Combine("deploy", "prometheus", "rules"), "*.yml")
            .SelectMany(File.ReadLines).Select(line => DashboardOfAlert().Match(line)).Where(match => match.Success)
            .Select(match => match.Groups["uid"].Value).ToArray();
        links.Length.ShouldBeGreaterThan(40);
        links.Except(DashboardFile.All.Select(dashboard => dashboard.Uid)).ShouldBeEmpty();
    }

    private static IEnumerable<string> UnknownMetrics(DashboardFile dashboard) =>
        from query in dashboard.Queries
        from selector in PromQl.Parse(query.Expression).Selectors
        where selector.Name is { } name && name != "ALERTS" && MetricCatalogue.OfSample(name) is null && !s_exporters.Contains(name) && !s_recorded.Contains(name)
        select $"{query.Where}: {selector.Name}";

    private static IEnumerable<string> UnknownLabels(DashboardFile dashboard) =>
        from query in dashboard.Queries
        let parsed = PromQl.Parse(query.Expression)
        let metrics = parsed.Selectors.Select(selector => selector.Name is null ? null : MetricCatalogue.OfSample(selector.Name)).ToArray()
        where metrics.Length > 0 && metrics.All(metric => metric is not null)
        let known = metrics.SelectMany(metric => metric!.Labels.Keys).Concat(s_everywhere).ToHashSet(StringComparer.Ordinal)
        from label in parsed.Labels.Concat(parsed.Selectors.SelectMany(selector => selector.Matchers.Select(matcher => matcher.Label)))
        where !known.Contains(label)
        select $"{query.Where}: {label}";

    private static string Plain(string expression) =>
        Variable().Replace(expression.Replace("$__rate_interval", "1m", StringComparison.Ordinal).Replace("$__range", "1h", StringComparison.Ordinal), ".+");

    [GeneratedRegex("/operations/dashboards/(?<uid>[a-z-]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DashboardOfAlert();

    [GeneratedRegex(@"\$[a-z]+", RegexOptions.None, 1000)]
    private static partial Regex Variable();
}
