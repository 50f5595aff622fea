using Platform.Objectives.Definition;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Unit.Objectives.Definition;

public sealed class ObjectiveReaderTests
{
    private static readonly string s_shipped = File.ReadAllText(RepositoryRoot.Combine("deploy", "slo.yaml"));

    [Fact]
    public void The_shipped_file_has_the_objectives_of_the_platform()
    {
        var set = ObjectiveReader.Read(s_shipped);

        set.Objectives.Select(objective => (objective.Name, objective.Target)).ShouldBe([("api-availability", 0.999m), ("api-latency", 0.95m), ("job-success", 0.99m)]);
        set.Windows.Select(window => (window.Long, window.Factor)).ShouldBe([("1h", 14.4m), ("6h", 6m), ("1d", 3m), ("3d", 1m)]);
        set.WindowsOf(set.Objectives[0]).ShouldBe(["5m", "15m", "30m", "1h", "2h", "6h", "1d", "3d"]);
        set.WindowsOf(set.Objectives[1]).ShouldNotContain("15m");
        set.Objectives.ShouldAllBe(objective => objective.Titles.ContainsKey("en") && objective.Titles.ContainsKey("pt-BR"));
    }

    [Theory]
    [InlineData("target: 0.999", "target: 1", "objectives[0].target")]
    [InlineData("target: 0.999", "target: 99.9", "objectives[0].target")]
    [InlineData("target: 0.999", "target: 0.9", "objectives[0].target: 14.4 times")]
    [InlineData("target: 0.999", "target: high", "objectives[0].target")]
    [InlineData("name: api-latency", "name: api-availability", "objectives: two are named")]
    [InlineData("name: api-latency", "name: API latency", "objectives[1].name")]
    [InlineData("service: api-gateway", "servise: api-gateway", "objectives[0].service")]
    [InlineData("outage: true", "outage: perhaps", "objectives[0].outage")]
    [InlineData("outage: true", "outages: true", "objectives[0].outages")]
    [InlineData("causes: [endpoint, status]", "causes: []", "objectives[0].causes")]
    [InlineData("causes: [endpoint, status]", "causes: [service]", "objectives[0].causes")]
    [InlineData("causes: [endpoint, status]", "causes: endpoint", "objectives[0].causes")]
    [InlineData("    good: http_request_duration_seconds_bucket", "    good: 5 * http_request_duration_seconds_bucket", "objectives[1].good")]
    [InlineData("total: jobs_completed_total{job=~\"(job-manager)?\",", "total: jobs_completed_total{", "objectives[2].total")]
    [InlineData("bad: jobs_completed_total{", "worse: jobs_completed_total{", "objectives[2].bad")]
    [InlineData("short: 5m", "short: 2h", "windows[0].short")]
    [InlineData("short: 5m", "short: 5s", "windows[0].short")]
    [InlineData("long: 6h", "long: 1h", "windows: 1h is the long window of two")]
    [InlineData("factor: 14.4", "factor: 0", "windows[0].factor")]
    [InlineData("severity: warning", "severity: info", "windows[2].severity")]
    [InlineData("least_bad_events: 5", "least_bad_events: 0", "least_bad_events")]
    [InlineData("least_bad_events: 5", "least_bad_events: 2.5", "least_bad_events")]
    [InlineData("least_bad_events: 5", "least_bad_events: 5\nperiod: 30d", "period")]
    [InlineData("windows:\n", "windows: [\n", "the file")]
    [InlineData("objectives:\n", "objectives: []\nothers:\n", "objectives")]
    public void A_fault_is_refused_and_named(string from, string to, string named)
    {
        s_shipped.ShouldContain(from);
        var at = s_shipped.IndexOf(from, StringComparison.Ordinal);

        Should.Throw<DefinitionException>(() => ObjectiveReader.Read(string.Concat(s_shipped.AsSpan(0, at), to, s_shipped.AsSpan(at + from.Length)))).Message.ShouldStartWith(named);
    }
}
