using System.Text.RegularExpressions;
using Platform.Observability.Dashboards;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Observability.Rules;

/// <summary>The rules of pods, which only the chart of Kubernetes loads: the same is asked of them as of the rules that Prometheus loads anywhere.</summary>
public sealed partial class KubernetesRuleTests
{
    private static readonly string[] s_files = Directory.GetFiles(RuleFiles.Kubernetes, "*.yml");

    private static readonly string s_cases = File.ReadAllText(Path.Combine(RuleFiles.Tests, "Kubernetes", "pods.yml"));

    public static TheoryData<string> Promtools => [.. Tool.Promtools];

    [Theory]
    [MemberData(nameof(Promtools))]
    public async Task The_rules_are_valid_and_every_case_passes(string promtool)
    {
        var (code, output) = await Tool.RunAsync(promtool, RuleFiles.Kubernetes, ["check", "rules", "--lint=all", "--lint-fatal", .. s_files]);
        code.ShouldBe(0, output);
        (code, output) = await Tool.RunAsync(promtool, RuleFiles.Tests, ["test", "rules", Path.Combine("Kubernetes", "pods.yml")]);
        code.ShouldBe(0, output);
    }

    [Fact]
    public void Every_alert_has_a_case_in_which_it_fires_and_one_in_which_it_does_not()
    {
        RuleFiles.KubernetesAlerts.Select(alert => alert.Name).ShouldBe(["PodCrashLoop", "PodNotReady", "PodsAtLimit"]);
        foreach (var alert in RuleFiles.KubernetesAlerts)
        {
            Count($"name: '{alert.Name}:").ShouldBe(2, alert.Name);
            Count($"alertname=\"{alert.Name}\",alertstate=\"firing\"}}'\n        eval_time: ").ShouldBeGreaterThan(0, alert.Name);
        }

        Count("exp_samples: []").ShouldBe(RuleFiles.KubernetesAlerts.Count);
    }

    [Fact]
    public void Annotations_are_complete_and_alerts_name_service_team_and_severity()
    {
        foreach (var alert in RuleFiles.KubernetesAlerts)
        {
            alert.Annotations.Keys.ShouldBe(["summary", "description", "impact", "runbook_url", "dashboard_url"], alert.Name);
            alert.Annotations["runbook_url"].ShouldEndWith($"/operations/runbooks/{alert.Name.ToLowerInvariant()}");
            DashboardFile.All.Select(dashboard => dashboard.Uid).ShouldContain(DashboardUid().Match(alert.Annotations["dashboard_url"]).Groups["uid"].Value);
            alert.Labels["team"].ShouldBe("platform");
            alert.Labels["severity"].ShouldBeOneOf("critical", "warning");
            alert.Expression.ShouldStartWith(alert.Expression[..3] switch { "sum" => "sum by (service", "min" => "min by (service", _ => "max by (service" });
        }
    }

    [Fact]
    public void Every_selector_is_limited_to_objects_of_the_chart()
    {
        var selectors = RuleFiles.KubernetesAlerts.SelectMany(alert => PromQl.Parse(alert.Expression).Selectors).ToList();

        selectors.Count.ShouldBe(4);
        RuleFiles.KubernetesAlerts.SelectMany(alert => Own().Matches(alert.Expression)).Count().ShouldBe(selectors.Count);
        var metrics = File.ReadAllLines(Path.Combine(RuleFiles.Kubernetes, "metrics.txt"));
        selectors.Select(selector => selector.Name).Where(name => !metrics.Contains(name)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_weakened_rule_is_detected()
    {
        using var folder = new TemporaryFolder();
        var rules = await File.ReadAllTextAsync(s_files.Single());
        foreach (var (from, to) in ((string, string)[])[("(.+-)?platform-", ".*"), ("> 2", "> 0"), ("< 1", "<= 1"), (")) > 1", ")) > 0")])
        {
            rules.ShouldContain(from);
            await File.WriteAllTextAsync(folder.File("pods.yml"), rules.Replace(from, to, StringComparison.Ordinal));
            await File.WriteAllTextAsync(folder.File("cases.yml"), s_cases.Replace("../../../../deploy/kubernetes/rules/", "", StringComparison.Ordinal));
            (await Tool.RunAsync("promtool", folder.Path, ["test", "rules", "cases.yml"])).Code.ShouldBe(1, from);
        }
    }

    private static int Count(string text) => s_cases.Split(text).Length - 1;

    [GeneratedRegex(@"/operations/dashboards/(?<uid>[\w-]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DashboardUid();

    [GeneratedRegex(@"\{(pod|horizontalpodautoscaler)=~""\(\.\+-\)\?platform-", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Own();
}
