using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Unit.Deployment;

/// <summary>Log lines of the services, the parser that reads them, and the saved search agree on fields.</summary>
public sealed partial class LogPipelineTests
{
    private static readonly string s_formatter = File.ReadAllText(RepositoryRoot.Combine("ServiceDefaults", "Logs", "JsonLineFormatter.cs"));

    private static readonly string s_pipeline = File.ReadAllText(RepositoryRoot.Combine("deploy", "logs", "fluent-bit.conf"));

    [Fact]
    public void The_parser_reads_the_time_that_services_write()
    {
        var parser = File.ReadAllText(RepositoryRoot.Combine("deploy", "logs", "parsers.conf"));
        var key = Setting().Matches(parser).Single(match => match.Groups["name"].Value == "time_key").Groups["value"].Value;
        var format = Setting().Matches(parser).Single(match => match.Groups["name"].Value == "time_format").Groups["value"].Value;

        s_formatter.ShouldContain($"json.WriteString(\"{key}\", time.GetUtcNow().ToString(\"yyyy-MM-dd'T'HH:mm:ss.fff'Z'\"");
        format.ShouldBe("%Y-%m-%dT%H:%M:%S.%LZ");
    }

    [Fact]
    public void Labels_are_fields_of_every_line_with_few_values()
    {
        var labels = Setting().Matches(s_pipeline).Single(match => match.Groups["name"].Value == "label_keys").Groups["value"].Value;

        labels.ShouldBe("$service,$level");
        foreach (var label in labels.Split(',').Select(label => label.TrimStart('$')))
        {
            s_formatter.ShouldContain($"json.WriteString(\"{label}\", ");
        }
    }

    [Fact]
    public void The_saved_search_asks_for_service_level_and_status()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllBytes(RepositoryRoot.Combine("deploy", "grafana", "log-dashboards", "logs.json")));
        var queries = dashboard.RootElement.GetProperty("panels").EnumerateArray().SelectMany(panel => panel.GetProperty("targets").EnumerateArray()).Select(target => target.GetProperty("expr").GetString()!).ToList();

        queries.ShouldContain("""{job="platform",service=~"$service",level=~"$level"} |= "$text" | json status="status" | status >= $status""");
        queries.ShouldAllBe(query => query.Contains("{job=\"platform\",", StringComparison.Ordinal));
        s_pipeline.ShouldContain("job=platform");
        File.ReadAllText(RepositoryRoot.Combine("ServiceDefaults", "Logs", "LogLine.cs")).ShouldContain("\"status\"");
        var levels = dashboard.RootElement.GetProperty("templating").GetProperty("list").EnumerateArray().Single(variable => variable.GetProperty("name").GetString() == "level").GetProperty("query").GetString()!;
        LevelName().Matches(File.ReadAllText(RepositoryRoot.Combine("ServiceDefaults", "Logs", "LogMetrics.cs"))).Select(match => match.Groups["level"].Value).ShouldBe(levels.Split(','), ignoreOrder: true);
    }

    [Fact]
    public void A_line_leads_to_its_trace()
    {
        var source = File.ReadAllText(RepositoryRoot.Combine("deploy", "grafana", "provisioning", "datasources", "platform.yaml"));
        var pattern = Regex.Match(source, "matcherRegex: '(?<pattern>[^']+)'", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["pattern"].Value;
        var trace = System.Diagnostics.ActivityTraceId.CreateRandom().ToHexString();

        Regex.Match(string.Create(CultureInfo.InvariantCulture, $$"""{"level":"ERROR","trace_id":"{{trace}}","pid":1}"""), pattern, RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value.ShouldBe(trace);
        s_formatter.ShouldContain("json.WriteString(\"trace_id\", ");
    }

    [GeneratedRegex(@"^ +(?<name>[a-z_.]+) +(?<value>\S+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Setting();

    [GeneratedRegex(@"=> ""(?<level>[A-Z]+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LevelName();
}
