using System.Text.RegularExpressions;
using Platform.Observability.Catalogue;
using Platform.Observability.Dashboards;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Platform.Observability.Rules;

/// <summary>Other programs in the same Prometheus may have metrics, recordings and alerts by the same names: rules look at their own.</summary>
public sealed partial class OwnSeriesTests
{
    private const string Team = "platform";

    private static readonly HashSet<string> s_jobs =
        [.. ((YamlSequenceNode)RuleFiles.Load(Path.Combine(RuleFiles.Prometheus, "prometheus.yml"))["scrape_configs"]).Select(job => ((YamlScalarNode)job["job_name"]).Value!)];

    // Those of objectives, whose series are of days, and of the monitoring, which looks at the series of all, take as long as all others: with make
    // alerts; by themselves they pass in PromtoolTests. What they show holds for each selector by what it names, which is looked at below.
    private static readonly bool s_hasLong = Environment.GetEnvironmentVariable("ALERTS_ALL") is { Length: > 0 };

    private static readonly string[] s_short = ["redis.yml", "wording.yml"];

    public static TheoryData<string> ShortCaseFiles => [.. s_short];

    public static TheoryData<string> OtherCaseFiles => [.. CaseFile.Names.Except(s_short).Where(name => s_hasLong || !CaseFile.IsSlowBesideStrangers(name))];

    public static TheoryData<string, string, string, string, string> OpenRules
    {
        get
        {
            (string Cases, string Kept, string Rules, string From, string To)[] all =
            [
                ("redis.yml", "", "redis.yml", "job=\"redis\"", "job=~\".+\""),
                ("slo.yml", "", "recording-slo.yml", "job=~\"(api-gateway)?\"", "job=~\".*\""),
                ("slo.yml", "", "slo.yml", "{team=\"platform\"}", "{team=~\".+\"}"),
                ("monitoring.yml", "InfoInhibitor", "monitoring.yml", "ALERTS{team=\"platform\",", "ALERTS{"),
            ];
            var rules = new TheoryData<string, string, string, string, string>();
            foreach (var (cases, kept, file, from, to) in all.Where(rule => s_hasLong || !CaseFile.IsLong(rule.Cases)))
            {
                rules.Add(cases, kept, file, from, to);
            }

            return rules;
        }
    }

    [Fact]
    public void Every_selector_of_a_rule_is_limited_to_jobs_or_the_team()
    {
        RuleFiles.Expressions.SelectMany(rule => Open(rule.Where, rule.Expression)).ShouldBeEmpty();
        RuleFiles.Expressions.Sum(rule => PromQl.Parse(rule.Expression).Selectors.Count).ShouldBeGreaterThan(150);
    }

    [Theory]
    [InlineData("redis_up == 0")]
    [InlineData("redis_up{job=~\".+\"} == 0")]
    [InlineData("redis_up{job!=\"shop\"} == 0")]
    [InlineData("redis_up{job=~\"redis|shop\"} == 0")]
    [InlineData("jobs_created_total{job=\"worker\"} == 0")]
    [InlineData("slo:error_budget:ratio{slo!=\"\"} > 1")]
    [InlineData("ALERTS{alertstate=\"firing\"} > 0")]
    public void An_unlimited_selector_is_detected(string expression) => Open("", expression).ShouldNotBeEmpty();

    [Fact]
    public void Selectors_of_alerts_and_recordings_in_dashboards_and_runbooks_are_limited_too()
    {
        var asked = DashboardFile.All.SelectMany(dashboard => dashboard.Queries.Select(query => (query.Where, query.Expression)))
                .Concat(Runbook.All.SelectMany(runbook => runbook.Queries.Select(query => (runbook.Name, query))))
            .SelectMany(pair => PromQl.Parse(pair.Item2).Selectors.Select(selector => (Where: pair.Item1, Selector: selector)))
            .Where(pair => pair.Selector.Name is { } name && (name == "ALERTS" || RuleFiles.Recorded.Contains(name)))
            .ToList();
        asked.Count.ShouldBeGreaterThan(25);
        asked.Where(pair => !pair.Selector.Has("team", "=", Team)).Select(pair => $"{pair.Where}: {pair.Selector.Name}").ShouldBeEmpty();
    }

    [Fact]
    public void Every_recording_rule_sets_the_team_label()
    {
        var groups = RuleFiles.All.SelectMany(file => (YamlSequenceNode)RuleFiles.Load(file)["groups"]).SelectMany(group => (YamlSequenceNode)group["rules"]).Cast<YamlMappingNode>();
        foreach (var rule in groups.Where(rule => rule.Children.ContainsKey("record")))
        {
            var labelled = rule.Children.TryGetValue("labels", out var labels) && ((YamlMappingNode)labels).Children.TryGetValue("team", out var team) && ((YamlScalarNode)team).Value == Team;

            // Made of recordings alone, and not summed up: what these bear stays.
            var expression = CaseFile.Text(rule, "expr");
            var inherits = PromQl.Parse(expression).Selectors is { Count: > 0 } selectors && selectors.All(selector => selector.Has("team", "=", Team)) && !expression.Contains(" by ", StringComparison.Ordinal);
            (labelled || inherits).ShouldBeTrue(CaseFile.Text(rule, "record"));
        }
    }

    [Theory]
    [MemberData(nameof(ShortCaseFiles))]
    public Task Series_of_another_program_change_no_case(string name) => ShouldChangeNoCaseAsync(name);

    // By themselves all cases pass in PromtoolTests, and which series a rule takes is looked at above.
    [Theory]
    [Trait("Length", "long")]
    [MemberData(nameof(OtherCaseFiles))]
    public Task Series_of_another_program_change_no_case_of_any_other_file(string name) => ShouldChangeNoCaseAsync(name);

    private static async Task ShouldChangeNoCaseAsync(string name)
    {
        using var folder = new TemporaryFolder();
        var cases = CaseFile.Read(name);
        cases.AddStrangers();
        cases.Save(folder.File(name));
        var (code, output) = await Tool.RunAsync("promtool", folder.Path, ["test", "rules", name]);
        code.ShouldBe(0, output);
    }

    [Theory]
    [MemberData(nameof(OpenRules))]
    public async Task Series_of_another_program_change_the_result_of_an_unlimited_rule(string name, string kept, string rules, string from, string to)
    {
        using var folder = new TemporaryFolder();
        foreach (var file in RuleFiles.All)
        {
            var text = await File.ReadAllTextAsync(file);
            await File.WriteAllTextAsync(folder.File(Path.GetFileName(file)), Path.GetFileName(file) == rules ? text.Replace(from, to, StringComparison.Ordinal) : text);
        }

        var cases = CaseFile.Read(name);
        cases.AddStrangers();
        cases.Keep(kept);
        cases.Save(folder.File("cases.test"), folder.Path);
        (await Tool.RunAsync("promtool", folder.Path, ["test", "rules", "cases.test"])).Code.ShouldBe(1);
    }

    private static IEnumerable<string> Open(string where, string expression) =>
        PromQl.Parse(expression).Selectors.Where(selector => !IsOwn(selector)).Select(selector => $"{where}: {selector.Name} {string.Join(',', selector.Matchers)}");

    private static bool IsOwn(Selector selector)
    {
        if (selector.Name is { } name && (name == "ALERTS" || name.Contains(':', StringComparison.Ordinal) || RuleFiles.Recorded.Contains(name)))
        {
            return selector.Has("team", "=", Team);
        }

        var jobs = selector.Matchers.Where(matcher => matcher.Label == "job" && matcher.Comparison is "=" or "=~").Select(matcher => matcher.Value).FirstOrDefault() is { } value
            ? Optional().Replace(value, "${jobs}").Split('|')
            : [];
        var metric = selector.Name is null ? null : MetricCatalogue.OfSample(selector.Name);
        return jobs.Length > 0 && (metric is { Kind: "own" or "builtin" }
            ? jobs.All(metric.Services.Contains) && (jobs.Length == metric.Services.Count || selector.Matchers.Any(matcher => matcher.Label == "service"))
            : jobs.All(s_jobs.Contains));
    }

    // "(job)?": series without a job are taken too.
    [GeneratedRegex(@"^\((?<jobs>.+)\)\?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Optional();
}
