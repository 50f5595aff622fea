using System.Globalization;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Observability.Rules;

/// <summary>Alertmanager's own tool on the shipped files: who is told of what, and how it reads.</summary>
public sealed class AlertmanagerTests
{
    private static readonly string s_folder = RepositoryRoot.Combine("deploy", "alertmanager");

    [Fact]
    public async Task The_configuration_is_valid()
    {
        var (code, output) = await Tool.RunAsync("amtool", s_folder, ["check-config", "alertmanager.yml"]);
        code.ShouldBe(0, output);
        output.ShouldContain("1 templates");
    }

    [Fact]
    public async Task The_configuration_with_Operations_is_valid_and_inhibits_the_same()
    {
        var (code, output) = await Tool.RunAsync("amtool", s_folder, ["check-config", "operations.yml"]);
        code.ShouldBe(0, output);
        Inhibitions("operations.yml").ShouldBe(Inhibitions("alertmanager.yml"));
    }

    [Theory]
    [InlineData("watchdog", "alertname=Watchdog severity=none service=prometheus")]
    [InlineData("nobody", "alertname=InfoInhibitor severity=none service=worker")]
    [InlineData("operations", "alertname=DbErrors severity=warning service=worker")]
    [InlineData("operations", "alertname=ServiceDown severity=critical service=broker")]
    [InlineData("fallback,operations", "alertname=ServiceDown severity=critical service=operations")]
    [InlineData("fallback,operations", "alertname=AlertmanagerNotificationsFailing severity=warning service=alertmanager")]
    public async Task With_Operations_only_its_own_end_goes_elsewhere(string receivers, string labels)
    {
        var (code, output) = await Tool.RunAsync(
            "amtool", s_folder, ["config", "routes", "test", "--config.file=operations.yml", $"--verify.receivers={receivers}", .. labels.Split(' ')]);
        code.ShouldBe(0, output);
    }

    [Theory]
    [InlineData("watchdog", "alertname=Watchdog severity=none service=prometheus")]
    [InlineData("nobody", "alertname=InfoInhibitor severity=none service=worker")]
    [InlineData("webhook,pagerduty,sms,email,slack-alerts", "alertname=ServiceDown severity=critical service=worker page_sms=true")]
    [InlineData("webhook,pagerduty,email,slack-alerts", "alertname=HighLatencyP95Critical severity=critical service=api-gateway")]
    [InlineData("webhook,pagerduty,email,slack-alerts", "alertname=RedisDown severity=critical service=redis dependency=redis")]
    [InlineData("webhook,pagerduty,sms,email,slack-alerts", "alertname=PostgresDown severity=critical service=postgres dependency=postgres page_sms=true")]
    [InlineData("webhook,email,slack-alerts", "alertname=HighLatencyP95 severity=warning service=api-gateway")]
    [InlineData("webhook,email,slack-alerts", "alertname=QueueBacklog severity=warning service=worker queue=jobs.short.normal")]
    [InlineData("webhook,email,slack-alerts", "alertname=DbErrors severity=warning service=worker page_sms=true")]
    [InlineData("webhook,slack-alerts", "alertname=NoNewJobs severity=info service=job-manager")]
    [InlineData("webhook,slack-alerts", "alertname=ErrorBudgetLow severity=info service=api-gateway")]
    [InlineData("slack-alerts", "alertname=SomethingNew service=unheard-of")]
    public async Task Each_alert_is_routed_to_its_receiver(string receivers, string labels)
    {
        var (code, output) = await Tool.RunAsync(
            "amtool", s_folder, ["config", "routes", "test", "--config.file=alertmanager.yml", $"--verify.receivers={receivers}", .. labels.Split(' ')]);
        code.ShouldBe(0, output);
    }

    [Fact]
    public async Task Titles_texts_and_links_have_the_expected_wording()
    {
        var firing = await RenderAsync("firing", """[{{ template "platform.title" . }}] {{ template "platform.color" . }} {{ template "platform.pagerduty.severity" . }} {{ template "platform.link" . }} {{ template "platform.silence" . }}""");
        firing.ShouldContain("[[FIRING:1] QueueNoConsumers (worker)] danger critical");
        firing.ShouldContain("http://alertmanager.example/#/alerts?receiver=slack-alerts");
        firing.ShouldContain("http://alertmanager.example/#/silences/new?filter=%7Balertname%3D%22QueueNoConsumers%22%2C%20mountpoint%3D%22%2Fmy%20disk%2Bmore%22%2C%20service%3D%22worker%22%2C%20severity%3D%22critical%22%7D");
        (await RenderAsync("resolved", """{{ template "platform.title" . }} {{ template "platform.color" . }}""")).ShouldContain("[RESOLVED] QueueNoConsumers (worker) good");

        var slack = await RenderAsync("firing", """{{ template "platform.slack.text" . }}""");
        slack.ShouldContain("*Nobody listens on jobs.short.normal*");
        slack.ShouldContain("_Impact: These jobs do not start._");
        slack.ShouldContain("<http://page/operations/runbooks/queuenoconsumers|Runbook> · <http://page/operations/dashboards/plat-messaging|Dashboard>");
        (await RenderAsync("resolved", """{{ template "platform.slack.text" . }}""")).ShouldContain("(over since 10:05 UTC)");

        var text = await RenderAsync("firing", """{{ template "platform.email.text" . }}""");
        text.ShouldContain("Runbook: http://page/operations/runbooks/queuenoconsumers");
        text.ShouldContain("Silence: http://alertmanager.example/#/silences/new");
        var html = await RenderAsync("resolved", """{{ template "platform.email.html" . }}""");
        html.ShouldContain("mountpoint%3D%22%2Fmy%20disk%2Bmore%22", Shouldly.Case.Insensitive, "as programs of mail show it");
        html.ShouldContain("""<a href="http://page/operations/dashboards/plat-messaging">Dashboard</a>""");
        html.ShouldContain("over since 2026-01-02 10:05:00 UTC");
    }

    private static string Inhibitions(string file)
    {
        var text = File.ReadAllText(Path.Combine(s_folder, file));
        var begin = text.IndexOf("\ninhibit_rules:", StringComparison.Ordinal);
        return text[begin..text.IndexOf("\nreceivers:", begin, StringComparison.Ordinal)];
    }

    private static async Task<string> RenderAsync(string status, string template)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("data.json"), string.Create(CultureInfo.InvariantCulture, $$"""
            {
              "receiver": "slack-alerts", "status": "{{status}}", "externalURL": "http://alertmanager.example",
              "groupLabels": { "alertname": "QueueNoConsumers", "service": "worker" },
              "commonLabels": { "alertname": "QueueNoConsumers", "mountpoint": "/my disk+more", "service": "worker", "severity": "critical" },
              "commonAnnotations": {},
              "alerts": [{
                "status": "{{status}}", "startsAt": "2026-01-02T10:00:00Z", "endsAt": "2026-01-02T10:05:00Z",
                "labels": { "alertname": "QueueNoConsumers", "service": "worker", "severity": "critical" },
                "annotations": {
                  "summary": "Nobody listens on jobs.short.normal", "description": "Messages wait.", "impact": "These jobs do not start.",
                  "runbook_url": "http://page/operations/runbooks/queuenoconsumers", "dashboard_url": "http://page/operations/dashboards/plat-messaging"
                }
              }]
            }
            """));
        var (code, output) = await Tool.RunAsync(
            "amtool", s_folder, ["template", "render", $"--template.type={(template.Contains("html", StringComparison.Ordinal) ? "html" : "text")}", "--template.glob=templates/*.tmpl", $"--template.data={folder.File("data.json")}", $"--template.text={template}"]);
        code.ShouldBe(0, output);
        return output;
    }
}
