using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Platform.Observability.Dashboards;

/// <summary>Every dashboard keeps the conventions, and the linter notices when one does not.</summary>
public sealed class LintTests
{
    public static TheoryData<string> Uids => [.. DashboardFile.All.Select(dashboard => dashboard.Uid)];

    [Theory]
    [MemberData(nameof(Uids))]
    public void Every_dashboard_follows_the_conventions(string uid) => Linter.Check(Of(uid)).ShouldBeEmpty();

    [Fact]
    public void All_required_dashboards_exist() => DashboardFile.All.Select(dashboard => dashboard.Uid).ShouldBe(
        [
            "plat-overview", "plat-objectives", "plat-golden-signals", "plat-service", "plat-api", "plat-worker", "plat-frontend", "plat-messaging",
            "plat-postgres", "plat-redis", "plat-security", "plat-resources", "plat-observability",
        ],
        ignoreOrder: true);

    [Fact]
    public void Uids_and_titles_are_unique()
    {
        DashboardFile.All.Select(dashboard => dashboard.Uid).ShouldBeUnique();
        DashboardFile.All.Select(dashboard => dashboard.Title).ShouldBeUnique();
    }

    [Fact]
    public void Links_lead_to_dashboards_that_have_the_variable()
    {
        var links = DashboardFile.All
            .SelectMany(dashboard => dashboard.DrawnPanels)
            .SelectMany(panel => DashboardFile.Objects(panel["fieldConfig"]?["defaults"]?["links"]))
            .Select(link => DashboardFile.Text(link, "url"))
            .ToArray();
        links.Length.ShouldBeGreaterThan(10);
        foreach (var url in links)
        {
            var target = DashboardFile.All.SingleOrDefault(dashboard => dashboard.Uid == Linter.DashboardLink().Match(url).Groups["uid"].Value).ShouldNotBeNull(url);
            foreach (var variable in url.Split('?', '&').Where(part => part.StartsWith("var-", StringComparison.Ordinal)).Select(part => part[4..part.IndexOf('=', StringComparison.Ordinal)]))
            {
                target.Variables.Select(known => DashboardFile.Text(known, "name")).ShouldContain(variable);
            }
        }
    }

    public static TheoryData<string, Action<JsonObject>> Faults => new()
    {
        { "uneditable", json => json["editable"] = true },
        { "uid", json => json["uid"] = "other" },
        { "frame", json => json["refresh"] = "" },
        { "tags", json => json["tags"] = new JsonArray("platform") },
        { "links", json => json["links"] = new JsonArray() },
        { "template-datasource", json => Variable(json, "datasource")["name"] = "source" },
        { "template-job", json => Variable(json, "job")["allValue"] = ".*" },
        { "template-instance", json => Variable(json, "instance")["multi"] = false },
        { "template-on-time-change-reload", json => Variable(json, "job")["refresh"] = 1 },
        { "template-label-promql", json => Variable(json, "job")["query"]!["query"] = "up" },
        { "panel-datasource", json => Panel(json)["datasource"]!["uid"] = "prometheus" },
        { "panel-title-description", json => Panel(json)["description"] = "" },
        { "panel-units", json => Panel(json)["fieldConfig"]!["defaults"]!["unit"] = "parsecs" },
        { "panel-no-targets", json => Panel(json)["targets"] = new JsonArray() },
        { "target-rate-interval", json => Ask(json, "rate(http_requests_total{job=~\"$job\", instance=~\"$instance\"}[7m])") },
        { "target-job", json => Ask(json, "rate(http_requests_total{instance=~\"$instance\"}[$__rate_interval])") },
        { "target-instance", json => Ask(json, "rate(http_requests_total{job=~\"$job\"}[$__rate_interval])") },
        { "target-counter-agg", json => Ask(json, "sum by (service) (http_requests_total{job=~\"$job\", instance=~\"$instance\"})") },
        { "variable", json => Ask(json, "up{job=~\"$job\", instance=~\"$instance\", env=\"$env\"}") },
        { "grid", json => Panel(json)["gridPos"]!["w"] = 20 },
        { "panel-id", json => Panel(json)["id"] = 1 },
        { "link", json => Panel(json)["fieldConfig"]!["defaults"]!["links"] = new JsonArray(new JsonObject { ["url"] = "/somewhere" }) },
        { "annotations", json => json["annotations"]!["list"] = new JsonArray() },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_violation_is_found(string rule, Action<JsonObject> fault) =>
        Linter.Check(Of("plat-overview").With(fault)).ShouldContain(finding => finding.StartsWith(rule + ":", StringComparison.Ordinal));

    private static DashboardFile Of(string uid) => DashboardFile.All.Single(dashboard => dashboard.Uid == uid);

    private static JsonObject Variable(JsonObject json, string name) =>
        DashboardFile.Objects(json["templating"]!["list"]).Single(variable => DashboardFile.Text(variable, "name") == name);

    private static JsonObject Panel(JsonObject json) =>
        DashboardFile.Objects(json["panels"]).First(panel => DashboardFile.Text(panel, "type") != "row");

    private static void Ask(JsonObject json, string expression) => Panel(json)["targets"]![0]!["expr"] = expression;
}
