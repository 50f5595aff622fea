using Platform.Testkit.Servers;
using Xunit;

namespace Platform.Observability.Catalogue;

/// <summary>All services as processes, started once for all tests that only read from them, and a Prometheus that scrapes them.</summary>
public sealed class RunningServices : IAsyncLifetime
{
    private readonly Dictionary<string, ServiceProcess> _services = new(StringComparer.Ordinal);
    private MonitoringProgram _prometheus = null!;

    internal static IReadOnlyDictionary<string, string> Projects { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["api-gateway"] = "ApiGateway",
        ["job-manager"] = "JobManager",
        ["broker"] = "Broker",
        ["operations"] = "Operations",
        ["worker"] = "Worker",
        ["frontend"] = "Frontend",
    };

    internal HttpClient NewPrometheusClient() => _prometheus.NewClient();

    internal ServiceProcess this[string name] => _services[name];

    /// <inheritdoc />
    public async Task InitializeAsync()
    {
        foreach (var service in await Task.WhenAll(Projects.Select(project => ServiceProcess.StartAsync(project.Value, project.Key))))
        {
            _services.Add(service.Name, service);
        }

        var jobs = _services.Values.Select(service =>
            $$"""  - { job_name: {{service.Name}}, honor_labels: true, metric_relabel_configs: [{ source_labels: [__name__], regex: .+_created, action: drop }], static_configs: [{ targets: ["{{service.Client.BaseAddress!.Authority}}"], labels: { service: {{service.Name}} } }] }""");
        _prometheus = await MonitoringProgram.PrometheusAsync(_ => $$"""
            global: { scrape_interval: 1s, scrape_timeout: 1s }
            scrape_configs:
            {{string.Join('\n', jobs)}}
            """);
        await _prometheus.StartAsync();
    }

    /// <inheritdoc />
    public async Task DisposeAsync()
    {
        if (_prometheus is not null)
        {
            await _prometheus.DisposeAsync();
        }

        foreach (var service in _services.Values)
        {
            await service.DisposeAsync();
        }
    }
}

/// <summary>Tests that share the running services.</summary>
[CollectionDefinition(Name)]
public sealed class RunningServicesCollection : ICollectionFixture<RunningServices>
{
    /// <summary>The name of the collection.</summary>
    public const string Name = "running services";
}
