using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Platform.Testkit.Servers;
using Platform.Observability.Defaults;
using Platform.Testkit.Files;
using Platform.Testkit.Hosting;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Platform.Observability.Rules;

/// <summary>A real Alertmanager with the shipped routes and inhibitions; every receiver is a webhook of the test, and it waits for nothing.</summary>
[Collection(ServicesInTurn.Name)]
public sealed class InhibitionTests : IAsyncLifetime
{
    private readonly ConcurrentDictionary<(string Receiver, string Alert, string Status), int> _told = new();
    private readonly TemporaryFolder _folder = new();
    private LocalWebApp _receiver = null!;
    private System.Diagnostics.Process _alertmanager = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _receiver = await LocalWebApp.StartAsync(app => app.MapPost("/{receiver}", async (string receiver, HttpRequest request) =>
        {
            using var body = await JsonDocument.ParseAsync(request.Body);
            foreach (var alert in body.RootElement.GetProperty("alerts").EnumerateArray())
            {
                _told.AddOrUpdate((receiver, alert.GetProperty("labels").GetProperty("alertname").GetString()!, alert.GetProperty("status").GetString()!), 1, (_, n) => n + 1);
            }

            return Results.Ok();
        }));
        await File.WriteAllTextAsync(_folder.File("alertmanager.yml"), Configuration());
        var port = FreePorts.Next();
        _alertmanager = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("prometheus-alertmanager",
        [
            "--config.file=alertmanager.yml", $"--storage.path={_folder.File("data")}", $"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address=", "--log.level=error",
        ])
        { WorkingDirectory = _folder.Path })!;
        _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await Eventually.PassesAsync(async () => (await _client.GetAsync("/-/ready")).EnsureSuccessStatusCode(), TimeSpan.FromSeconds(60));
    }

    public async Task DisposeAsync()
    {
        _alertmanager.Kill();
        await _alertmanager.WaitForExitAsync();
        _alertmanager.Dispose();
        _client.Dispose();
        await _receiver.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Consequences_of_a_firing_alert_are_inhibited_and_others_are_notified()
    {
        // The causes first: they have to be known when what follows from them comes.
        await PostAsync(
            ["ServiceDown", "critical", "worker", "scope=service"], ["PostgresDown", "critical", "postgres", "dependency=postgres"],
            ["HighLatencyP95Critical", "critical", "frontend"], ["InfoInhibitor", "none", "job-manager"], ["RabbitMQDown", "critical", "rabbitmq", "dependency=rabbitmq"]);
        await Eventually.BecomesTrueAsync(() => Told("webhook", "PostgresDown") && Told("webhook", "RabbitMQDown") && Told("webhook", "ServiceDown") && Told("webhook", "HighLatencyP95Critical") && Told("pagerduty", "ServiceDown"), TimeSpan.FromSeconds(60));

        await PostAsync(
            ["HighErrorRate", "critical", "worker"], ["HighErrorRate", "critical", "api-gateway"],
            ["CircuitBreakerOpen", "warning", "job-manager", "dependency=postgres"], ["CircuitBreakerOpen", "warning", "api-gateway", "dependency=storage"],
            ["DbErrors", "warning", "job-manager", "dependency=postgres"], ["BrokerFiguresOld", "warning", "broker", "dependency=postgres"], ["HighLatencyP95", "warning", "frontend"], ["HighLatencyP95", "warning", "api-gateway"],
            ["NoNewJobs", "info", "job-manager"], ["RateLimitRejections", "info", "api-gateway"],
            ["TargetDown", "warning", "rabbitmq", "job=rabbitmq"], ["TargetDown", "warning", "redis", "job=redis"], ["QueueStuck", "critical", "worker"]);
        await Eventually.BecomesTrueAsync(
            () => Told("webhook", "HighErrorRate") && Told("webhook", "CircuitBreakerOpen") && Told("webhook", "HighLatencyP95") && Told("webhook", "RateLimitRejections") && Told("webhook", "TargetDown"),
            TimeSpan.FromSeconds(60));
        Count("webhook", "HighErrorRate").ShouldBe(1, "the one of the service that is down follows from that");
        Count("webhook", "CircuitBreakerOpen").ShouldBe(1, "the one of the database follows from the database");
        Count("webhook", "HighLatencyP95").ShouldBe(1);
        Count("webhook", "TargetDown").ShouldBe(1);
        Told("webhook", "DbErrors").ShouldBeFalse();
        Told("webhook", "BrokerFiguresOld").ShouldBeFalse();
        Told("webhook", "NoNewJobs").ShouldBeFalse("an informational alert alone");
        Told("webhook", "QueueStuck").ShouldBeFalse("the broker is down");
        Told("sms", "ServiceDown").ShouldBeFalse("it does not ask for it");
        Told("pagerduty", "HighLatencyP95").ShouldBeFalse();
        _told.Keys.ShouldNotContain(told => told.Alert == "InfoInhibitor");
    }

    [Fact]
    public async Task Unrelated_alerts_are_notified()
    {
        await PostAsync(
            ["ServiceDown", "critical", "api-gateway", "scope=replica", "instance=api-gateway-2"], ["SLOErrorBudgetBurn", "critical", "job-manager", "slo=job-success", "window=1h"],
            ["SLOErrorBudgetBurn", "critical", "frontend", "slo=page", "window=1h"], ["ServiceDown", "critical", "frontend", "scope=service", "team=shop"],
            ["ScrapeRefused", "critical", "redis", "job=redis", "instance=redis"], ["RabbitMQDown", "critical", "shop-broker", "team=shop"]);
        await Eventually.BecomesTrueAsync(() => Count("webhook", "ServiceDown") == 2 && Count("webhook", "SLOErrorBudgetBurn") == 2 && Told("webhook", "ScrapeRefused") && Told("webhook", "RabbitMQDown"), TimeSpan.FromSeconds(60));

        await PostAsync(
            ["ProbeFailed", "critical", "api-gateway"], ["HighErrorRate", "critical", "api-gateway"], ["SLOErrorBudgetBurn", "critical", "api-gateway", "slo=api-availability", "window=1h"],
            ["HighErrorRate", "critical", "frontend"], ["QueueStuck", "critical", "worker", "queue=jobs.short.normal"],
            ["SLOErrorBudgetBurn", "warning", "job-manager", "slo=job-latency", "window=3d"], ["SLOErrorBudgetBurn", "warning", "job-manager", "slo=job-success", "window=3d"],
            ["TargetDown", "warning", "redis", "job=redis"], ["TargetDown", "warning", "postgres", "job=postgres"]);
        await Eventually.BecomesTrueAsync(
            () => Told("webhook", "ProbeFailed") && Count("webhook", "HighErrorRate") == 2 && Count("webhook", "SLOErrorBudgetBurn") == 4 && Told("webhook", "QueueStuck") && Told("webhook", "TargetDown"),
            TimeSpan.FromSeconds(60));
        Count("webhook", "SLOErrorBudgetBurn").ShouldBe(4, "the ticket of the objective that calls already is not");
        Count("webhook", "TargetDown").ShouldBe(1, "what is refused counts as down");
    }

    private bool Told(string receiver, string alert) => Count(receiver, alert) > 0;

    private int Count(string receiver, string alert) => _told.GetValueOrDefault((receiver, alert, "firing"));

    private async Task PostAsync(params string[][] alerts)
    {
        var payload = alerts.Select(alert =>
        {
            var labels = new Dictionary<string, string> { ["alertname"] = alert[0], ["severity"] = alert[1], ["service"] = alert[2], ["team"] = "platform" };
            foreach (var pair in alert.Skip(3).Select(text => text.Split('=')))
            {
                labels[pair[0]] = pair[1];
            }

            return new { labels, annotations = new Dictionary<string, string> { ["summary"] = alert[0] } };
        });
        (await _client.PostAsJsonAsync("/api/v2/alerts", payload)).EnsureSuccessStatusCode();
    }

    private string Configuration()
    {
        var root = RuleFiles.Load(RepositoryRoot.Combine("deploy", "alertmanager", "alertmanager.yml"));
        root.Children.Remove("templates");
        ((YamlMappingNode)root["global"]).Children.Remove("slack_api_url_file");
        ((YamlMappingNode)root["global"]).Children.Remove("smtp_auth_password_file");
        foreach (YamlMappingNode receiver in (YamlSequenceNode)root["receivers"])
        {
            var name = ((YamlScalarNode)receiver["name"]).Value!;
            if (receiver.Children.Keys.Select(key => ((YamlScalarNode)key).Value!).FirstOrDefault(key => key != "name") is { } channel)
            {
                receiver.Children.Remove(channel);
                receiver.Add("webhook_configs", new YamlSequenceNode(new YamlMappingNode("url", new Uri(_receiver.Address, name).ToString())));
            }
        }

        foreach (var route in Routes((YamlMappingNode)root["route"]))
        {
            route.Children["group_wait"] = new YamlScalarNode("0s");
            route.Children["group_interval"] = new YamlScalarNode("1s");
        }

        using var text = new StringWriter();
        new YamlStream(new YamlDocument(root)).Save(text, assignAnchors: false);
        return text.ToString();
    }

    private static IEnumerable<YamlMappingNode> Routes(YamlMappingNode route) =>
        route.Children.TryGetValue("routes", out var below) ? ((YamlSequenceNode)below).Cast<YamlMappingNode>().SelectMany(Routes).Prepend(route) : [route];
}
