using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Observability.Rules;

/// <summary>Prometheus' own tool on the shipped files.</summary>
public sealed class PromtoolTests
{
    public static TheoryData<string> Promtools => [.. Tool.Promtools];

    [Theory]
    [MemberData(nameof(Promtools))]
    public async Task The_configuration_and_the_rules_are_valid(string promtool)
    {
        var (code, output) = await Tool.RunAsync(promtool, RuleFiles.Prometheus, ["check", "config", "--lint=all", "--lint-fatal", "prometheus.yml"]);
        code.ShouldBe(0, output);
        output.ShouldContain($"{RuleFiles.All.Count} rule files found");
    }

    [Theory]
    [MemberData(nameof(Promtools))]
    public async Task Every_case_of_every_alert_holds(string promtool)
    {
        var files = Directory.GetFiles(Path.Combine(RuleFiles.Tests, "Cases"), "*.yml");
        var (code, output) = await Tool.RunAsync(promtool, RuleFiles.Tests, ["test", "rules", .. files]);
        code.ShouldBe(0, output);
    }

    [Theory]
    [MemberData(nameof(Promtools))]
    public async Task The_rules_of_the_requirement_documents_go_wrong_where_ours_do_not(string promtool)
    {
        var (code, output) = await Tool.RunAsync(promtool, RuleFiles.Tests, ["test", "rules", Path.Combine(RuleFiles.Tests, "Documents", "cases.yml")]);
        code.ShouldBe(0, output);
    }

    [Theory]
    [InlineData("http", "http_requests_total", "http_request_count_total")]
    [InlineData("http", "> 0.01", "> 0.03")]
    [InlineData("dependencies", ">= 1", "== 1")]
    [InlineData("queues", "max by (queue)", "sum by (queue)")]
    [InlineData("jobs", ",side!=\"caller\"", "")]
    [InlineData("slo", ",side!=\"caller\"", "")]
    [InlineData("slo", "offset 10m > 0", "offset 10m >= 0")]
    [InlineData("slo", "increase15m{team=\"platform\"} >= 2.5", "increase15m{team=\"platform\"} >= 5")]
    [InlineData("slo-slow", "and on (slo, service) slo:events_bad:increase30d{team=\"platform\"} >= 5", "")]
    [InlineData("availability", "scrape_samples_scraped", "scrape_samples_none")]
    [InlineData("availability", "unless on (job) (up", "or on (job) (up")]
    [InlineData("node", "unless node_filesystem_readonly", "unless node_filesystem_writable")]
    [InlineData("monitoring", "or absent(up{job=\"node\"})", "")]
    public async Task A_change_for_the_worse_is_found_out(string topic, string from, string to)
    {
        using var folder = new TemporaryFolder();
        var rules = Directory.CreateDirectory(Path.Combine(folder.Path, "rules"));
        foreach (var file in RuleFiles.All)
        {
            var text = await File.ReadAllTextAsync(file);
            await File.WriteAllTextAsync(Path.Combine(rules.FullName, Path.GetFileName(file)), text.Replace(from, to, StringComparison.Ordinal));
        }

        var cases = await File.ReadAllTextAsync(Path.Combine(RuleFiles.Tests, "Cases", topic + ".yml"));
        await File.WriteAllTextAsync(folder.File("cases.yml"), cases.Replace("../../../../deploy/prometheus/rules", "rules", StringComparison.Ordinal));
        (await Tool.RunAsync("promtool", folder.Path, ["test", "rules", "cases.yml"])).Code.ShouldBe(1);
    }

    [Fact]
    public async Task Every_query_of_the_runbooks_can_be_parsed()
    {
        using var folder = new TemporaryFolder();
        var queries = Runbook.All.SelectMany(runbook => runbook.Queries).ToList();
        queries.Count.ShouldBeGreaterThan(150);
        await File.WriteAllLinesAsync(
            folder.File("queries.yml"),
            ["groups:", "- name: runbooks", "  rules:", .. queries.Select((query, index) => $"  - {{ record: 'q{index}', expr: '{query.Replace("'", "''", StringComparison.Ordinal)}' }}")]);
        var (code, output) = await Tool.RunAsync("promtool", folder.Path, ["check", "rules", "--lint=none", "queries.yml"]);
        code.ShouldBe(0, output);
    }
}
