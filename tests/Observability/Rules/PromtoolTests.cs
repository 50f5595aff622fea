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
    public Task Every_case_of_every_alert_passes(string promtool) => ShouldPassAsync(promtool, static name => !CaseFile.IsOfHours(name));

    // As long as half of all others: few errors, or few requests, over a day and more. Faster errors reach the same windows above.
    [Theory]
    [Trait("Length", "long")]
    [MemberData(nameof(Promtools))]
    public Task Every_case_of_hours_passes(string promtool) => ShouldPassAsync(promtool, CaseFile.IsOfHours);

    [Theory]
    [Trait("Length", "long")]
    [MemberData(nameof(Promtools))]
    public async Task The_rules_of_the_requirement_documents_fail_cases_that_ours_pass(string promtool)
    {
        var (code, output) = await Tool.RunAsync(promtool, RuleFiles.Tests, ["test", "rules", Path.Combine(RuleFiles.Tests, "Documents", "cases.yml")]);
        code.ShouldBe(0, output);
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

    private static async Task ShouldPassAsync(string promtool, Func<string, bool> which)
    {
        var (code, output) = await Tool.RunAsync(promtool, RuleFiles.Tests, ["test", "rules", .. CaseFile.Names.Where(which).Select(name => Path.Combine("Cases", name))]);
        code.ShouldBe(0, output);
    }
}
