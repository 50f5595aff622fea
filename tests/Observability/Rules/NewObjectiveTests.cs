using Platform.Objectives.Making;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Observability.Rules;

/// <summary>A new objective needs an entry in <c>deploy/slo.yaml</c> and <c>make slo</c>, and nothing else.</summary>
public sealed class NewObjectiveTests
{
    private const string New =
        """

          - name: mail-delivery
            service: api-gateway
            title: { en: 'Mails are delivered at the first try' }
            target: 0.97
            total: mails_total{job="api-gateway",service="api-gateway"}
            bad: mails_total{job="api-gateway",service="api-gateway",outcome=~"failed|refused"}
            outage: true
            absent: true
            causes: [outcome]
            example:
              good: ['mails_total{job="api-gateway",service="api-gateway",outcome="sent"}']
              bad: ['mails_total{job="api-gateway",service="api-gateway",outcome="failed"}']
        """;

    [Fact]
    public async Task Its_rules_are_valid_and_its_cases_pass()
    {
        using var folder = new TemporaryFolder();
        var yaml = await File.ReadAllTextAsync(RepositoryRoot.Combine("deploy", "slo.yaml"));
        Directory.CreateDirectory(folder.File("deploy"));
        await File.WriteAllTextAsync(folder.File("deploy/slo.yaml"), Only(yaml) + New + "\n");
        MakeCommand.Run([folder.Path], TextWriter.Null, TextWriter.Null).ShouldBe(0);

        var rules = Path.Combine("deploy", "prometheus", "rules");
        var (valid, found) = await Tool.RunAsync("promtool", folder.Path, ["check", "rules", "--lint=all", "--lint-fatal", Path.Combine(rules, "recording-slo.yml"), Path.Combine(rules, "slo.yml")]);
        valid.ShouldBe(0, found);
        var cases = folder.File("tests/Observability/Rules/Cases/slo-objectives.yml");
        (await File.ReadAllTextAsync(cases)).ShouldContain("SLOErrorBudgetBurn: mail-delivery: ");
        var (passes, output) = await Tool.RunAsync("promtool", folder.Path, ["test", "rules", cases]);
        passes.ShouldBe(0, output);
        (await File.ReadAllTextAsync(folder.File("deploy/grafana/dashboards/overview/objectives.json"))).ShouldContain("Error budget left of mail-delivery");
        (await File.ReadAllTextAsync(folder.File("ApiGateway/Objectives/objectives.json"))).ShouldContain("\"mail-delivery\"");
    }

    // The shipped objectives have cases of their own, which run elsewhere.
    private static string Only(string yaml) => yaml[..(yaml.IndexOf("\nobjectives:\n", StringComparison.Ordinal) + "\nobjectives:".Length)];
}
