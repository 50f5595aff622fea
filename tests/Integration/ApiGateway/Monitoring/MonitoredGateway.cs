using Platform.Testkit.Servers;
using Xunit;

namespace Platform.Integration.ApiGateway.Monitoring;

/// <summary>A gateway with a real Prometheus, which watches itself, and a real Alertmanager behind it.</summary>
public sealed class MonitoredGateway : GatewayFixture, IAsyncLifetime
{
    private const string Rules =
        """
        groups:
          - name: tested
            interval: 1s
            rules:
              - alert: AlwaysOn
                expr: vector(42)
                labels: { severity: critical, service: tested }
                annotations: { summary: It always fires., runbook_url: "https://runbooks.example.com/runbooks/alwayson" }
              - alert: StillWaiting
                expr: vector(1)
                for: 1h
                labels: { severity: warning }
        """;

    private readonly SemaphoreSlim _one = new(1, 1);
    private HttpClient? _operator;

    public MonitoringProgram Prometheus { get; private set; } = null!;

    public MonitoringProgram Alertmanager { get; private set; } = null!;

    protected override Dictionary<string, string> Settings => new()
    {
        ["services:prometheus:http:0"] = Prometheus.Address.ToString(),
        ["services:alertmanager:http:0"] = Alertmanager.Address.ToString(),
        ["Monitoring:User"] = MonitoringProgram.User,
        ["Monitoring:Password"] = MonitoringProgram.Password,
        ["Monitoring:MaxAnswerBytes"] = "20000",
    };

    /// <summary>A client of an operator, the same for all tests: signing in is limited.</summary>
    public async Task<HttpClient> OperatorAsync()
    {
        await _one.WaitAsync();
        try
        {
            return _operator ??= (await SignUpAsync("operator@example.com")).Client;
        }
        finally
        {
            _one.Release();
        }
    }

    async Task IAsyncLifetime.InitializeAsync()
    {
        Alertmanager = await MonitoringProgram.AlertmanagerAsync("route: { receiver: nobody, group_wait: 1s }\nreceivers: [{ name: nobody }]\n");
        Prometheus = await MonitoringProgram.PrometheusAsync(self =>
            $$"""
            global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s, external_labels: { env: tests } }
            rule_files: [{{self.Folder}}/rules.yml]
            alerting: { alertmanagers: [{ basic_auth: { username: {{MonitoringProgram.User}}, password: {{MonitoringProgram.Password}} }, static_configs: [{ targets: ["{{Alertmanager.Address.Authority}}"] }] }] }
            scrape_configs: [{ job_name: prometheus, basic_auth: { username: {{MonitoringProgram.User}}, password: {{MonitoringProgram.Password}} }, static_configs: [{ targets: ["{{self.Address.Authority}}"] }] }]
            """);
        await File.WriteAllTextAsync(Path.Combine(Prometheus.Folder, "rules.yml"), Rules);
        await Task.WhenAll(Prometheus.StartAsync(), Alertmanager.StartAsync(), InitializeAsync());
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        _operator?.Dispose();
        _one.Dispose();
        await DisposeAsync();
        await Prometheus.DisposeAsync();
        await Alertmanager.DisposeAsync();
    }
}
