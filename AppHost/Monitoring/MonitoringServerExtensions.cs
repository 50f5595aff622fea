using Platform.AppHost.Servers;
using Platform.AppHost.Services;

namespace Platform.AppHost.Monitoring;

/// <summary>
/// Adds Prometheus, Alertmanager and the exporters: as processes of this machine, which reach the services where these listen; as containers in the
/// published application. They start independently of the other resources, which may stop and start again. Configuration: <c>Ports:Prometheus</c>,
/// <c>Ports:Alertmanager</c>; <c>Monitoring:Prometheus:Folder</c>, <c>Monitoring:Alertmanager:Folder</c> and <c>Monitoring:Alertmanager:Secrets</c>
/// instead of the shipped folders; <c>Monitoring:Webhooks:{receiver}</c>.
/// </summary>
internal static class MonitoringServerExtensions
{
    /// <summary>Adds the monitoring and gives the gateway its addresses, as services <c>prometheus</c> and <c>alertmanager</c>.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="platform">The resources to monitor.</param>
    /// <param name="ports">The fixed ports.</param>
    /// <param name="secrets">Stores the password of Prometheus and Alertmanager.</param>
    /// <param name="localFolder">The folder of the data.</param>
    /// <returns>The endpoints that people open.</returns>
    public static IReadOnlyList<(string Name, EndpointReference Endpoint, string Path)> AddMonitoring(
        this IDistributedApplicationBuilder builder, Monitored platform, FixedPorts ports, LocalSecrets secrets, string localFolder)
    {
        var folders = new MonitoringFolders(localFolder);
        var guard = new MonitoringGuard(secrets.AddTo(builder, "monitoring-password"));
        var alertmanager = builder.AddAlertmanager(folders, guard, ports.Take("Alertmanager", 9093), platform);
        var prometheus = builder.AddPrometheus(folders, guard, ports.Take("Prometheus", 9090), platform.Frontend);
        var blackbox = builder.AddBlackboxExporter();
        var metrics = platform.Messaging.GetEndpoint("metrics");
        Target[] targets =
        [
            .. Service("api-gateway", platform.ApiGateways),
            .. Service("job-manager", platform.JobManagers),
            .. Service("broker", platform.Brokers),
            .. Service("operations", platform.Operations),
            .. Service("frontend", [platform.Frontend]),
            .. Service("worker", platform.Workers),
            new("rabbitmq", metrics, "rabbitmq"),
            new("rabbitmq-queues", metrics, "rabbitmq"),
            new("postgres", builder.AddPostgresExporter(platform), "postgres"),
            new("redis", builder.AddRedisExporter(platform), "redis"),
            new("node", builder.AddNodeExporter(), "host"),
            new("prometheus", prometheus.GetEndpoint("http"), "prometheus"),
            new("alertmanager", alertmanager.GetEndpoint("http"), "alertmanager"),
            .. platform.ApiGateways.Select(gateway => new Target("blackbox", gateway.GetEndpoint("http"), "api-gateway") { Path = "/health/ready", Exporter = blackbox }),
            new("blackbox", platform.Frontend.GetEndpoint("http"), "frontend") { Path = "/health/ready", Exporter = blackbox },
        ];
        if (builder.ExecutionContext.IsRunMode)
        {
            prometheus.WithEnvironment(context => TargetFiles.WriteAsync(folders.Targets, targets, context.CancellationToken));
        }

        foreach (var gateway in platform.ApiGateways)
        {
            gateway.WithReference(prometheus.GetEndpoint("http")).WithReference(alertmanager.GetEndpoint("http"))
                .WithEnvironment("Monitoring__User", MonitoringGuard.User).WithEnvironment("Monitoring__Password", guard.Password);
        }

        foreach (var service in platform.Operations)
        {
            service.WithReference(alertmanager.GetEndpoint("http"))
                .WithEnvironment("Alerts__User", MonitoringGuard.User).WithEnvironment("Alerts__Password", guard.Password);
        }

        return [("Prometheus", prometheus.GetEndpoint("http"), "/"), ("Alertmanager", alertmanager.GetEndpoint("http"), "/")];
    }

    private static IEnumerable<Target> Service(string name, IReadOnlyList<IResourceBuilder<ProjectResource>> replicas) =>
        replicas.Select(replica => new Target(name, replica.GetEndpoint("http"), name) { Instance = replica.Resource.Name });

    private static IResourceBuilder<IMonitoringProgram> AddPrometheus(this IDistributedApplicationBuilder builder, MonitoringFolders folders, MonitoringGuard guard, int? port, IResourceBuilder<ProjectResource> page)
    {
        var shipped = builder.Folder("Monitoring:Prometheus:Folder", "prometheus");
        var configuration = "/etc/prometheus";
        var data = "/prometheus";
        IResourceBuilder<IMonitoringProgram> prometheus;
        if (builder.ExecutionContext.IsRunMode)
        {
            configuration = folders.Prometheus(shipped);
            data = folders.Data("prometheus");
            prometheus = builder.AddProgram("prometheus", configuration).WithEnvironment(context => guard.WritePasswordAsync(configuration, context.CancellationToken));
        }
        else
        {
            prometheus = builder.AddImage("prometheus", "prom/prometheus", "v2.55.1", image => image
                .WithBindMount(Path.Combine(shipped, "prometheus.yml"), $"{configuration}/prometheus.yml", isReadOnly: true)
                .WithBindMount(Path.Combine(shipped, "rules"), $"{configuration}/rules", isReadOnly: true)
                .WithBindMount(Path.Combine(shipped, "secrets"), $"{configuration}/secrets", isReadOnly: true)
                .WithVolume("prometheus-data", data));
        }

        prometheus.Listen(9090, port, "PulseRectangle").WithUrlForEndpoint("http", url => url.DisplayText = "Prometheus");
        return guard.Guard(prometheus, configuration, "/-/ready")
            .WithEnvironment("PLATFORM_ENVIRONMENT", builder.Environment.EnvironmentName.ToLowerInvariant())
            .WithEnvironment("PLATFORM_CLUSTER", "local")
            .WithEnvironment("PLATFORM_PAGE", ReferenceExpression.Create($"http://localhost:{page.GetEndpoint("http").Property(EndpointProperty.Port)}"))
            .WithArgs(
                $"--config.file={configuration}/prometheus.yml",
                $"--storage.tsdb.path={data}",
                "--storage.tsdb.retention.time=90d",
                "--storage.tsdb.retention.size=10GB",
                "--enable-feature=exemplar-storage,extra-scrape-metrics,expand-external-labels",
                "--log.level=warn")
            .WithExternalAddress();
    }

    private static IResourceBuilder<IMonitoringProgram> AddAlertmanager(this IDistributedApplicationBuilder builder, MonitoringFolders folders, MonitoringGuard guard, int? port, Monitored platform)
    {
        var shipped = builder.Folder("Monitoring:Alertmanager:Folder", "alertmanager");
        var secrets = builder.Configuration["Monitoring:Alertmanager:Secrets"] ?? Path.Combine(shipped, "secrets");
        var webhooks = builder.Configuration.GetSection("Monitoring:Webhooks").GetChildren().ToDictionary(entry => entry.Key, entry => entry.Value ?? "", StringComparer.OrdinalIgnoreCase);
        var configuration = "/etc/alertmanager";
        var data = "/alertmanager";
        IResourceBuilder<IMonitoringProgram> alertmanager;
        if (builder.ExecutionContext.IsRunMode)
        {
            configuration = folders.Alertmanager(shipped, secrets);
            data = folders.Data("alertmanager");
            alertmanager = builder.AddProgram("alertmanager", configuration, "prometheus-alertmanager").WithEnvironment(async context => await MonitoringFolders.WriteAsync(
                Path.Combine(configuration, "alertmanager.yml"),
                AlertmanagerConfiguration.WithoutMissing(
                    await File.ReadAllTextAsync(Path.Combine(shipped, "alertmanager.yml"), context.CancellationToken),
                    secret => File.Exists(Path.Combine(secrets, Path.GetFileName(secret))),
                    webhooks,
                    await OperationsAsync(platform, context.CancellationToken)),
                context.CancellationToken));
        }
        else
        {
            alertmanager = builder.AddImage("alertmanager", "prom/alertmanager", "v0.27.0", image => image
                .WithBindMount(shipped, configuration, isReadOnly: true)
                .WithVolume("alertmanager-data", data)
                .WithContainerRuntimeArgs("--workdir", configuration));
        }

        alertmanager.Listen(9093, port, "AlertOn").WithUrlForEndpoint("http", url => url.DisplayText = "Alertmanager");
        return guard.Guard(alertmanager, configuration, "/-/ready")
            .WithArgs($"--config.file={configuration}/alertmanager.yml", $"--storage.path={data}", "--cluster.listen-address=", "--log.level=warn")
            .WithExternalAddress();
    }

    private static async Task<(string Address, string Key)?> OperationsAsync(Monitored platform, CancellationToken cancellationToken)
    {
        var address = await platform.Operations[0].GetEndpoint("http").GetValueAsync(cancellationToken);
        var key = await platform.AlertsKey.Resource.GetValueAsync(cancellationToken);
        return address is null || key is null ? null : ($"{address}/alerts", key);
    }

    private static EndpointReference AddPostgresExporter(this IDistributedApplicationBuilder builder, Monitored platform)
    {
        var server = platform.Postgres.Resource;
        return builder.AddExporter("postgres-exporter", "quay.io/prometheuscommunity/postgres-exporter", "v0.15.0", 9187)
            .WithEnvironment("DATA_SOURCE_URI", ReferenceExpression.Create($"{server.PrimaryEndpoint.Property(EndpointProperty.HostAndPort)}/{platform.Database}?sslmode=disable"))
            .WithEnvironment("DATA_SOURCE_USER", server.UserNameReference)
            .WithEnvironment("DATA_SOURCE_PASS", ReferenceExpression.Create($"{server.PasswordParameter}"))
            .WithArgs("--log.level=error")
            .GetEndpoint("http");
    }

    private static EndpointReference AddRedisExporter(this IDistributedApplicationBuilder builder, Monitored platform)
    {
        var server = platform.Redis.Resource;
        return builder.AddExporter("redis-exporter", "oliver006/redis_exporter", "v1.66.0", 9121)
            .WithEnvironment("REDIS_ADDR", ReferenceExpression.Create($"redis://{server.PrimaryEndpoint.Property(EndpointProperty.HostAndPort)}"))
            .WithEnvironment("REDIS_PASSWORD", ReferenceExpression.Create($"{server.PasswordParameter!}"))
            .GetEndpoint("http");
    }

    private static EndpointReference AddNodeExporter(this IDistributedApplicationBuilder builder) =>
        builder.AddExporter("node-exporter", "prom/node-exporter", "v1.8.2", 9100)
            .WithArgs("--no-collector.systemd", "--log.level=error")
            .GetEndpoint("http");

    private static EndpointReference AddBlackboxExporter(this IDistributedApplicationBuilder builder)
    {
        var file = Path.Combine(builder.Folder("Monitoring:Blackbox:Folder", "blackbox"), "blackbox.yml");
        var exporter = builder.AddExporter("blackbox-exporter", "prom/blackbox-exporter", "v0.25.0", 9115, image => image.WithBindMount(file, "/etc/blackbox/blackbox.yml", isReadOnly: true));
        return exporter
            .WithArgs($"--config.file={(builder.ExecutionContext.IsRunMode ? file : "/etc/blackbox/blackbox.yml")}", "--log.level=error")
            .GetEndpoint("http");
    }

    private static IResourceBuilder<IMonitoringProgram> AddExporter(
        this IDistributedApplicationBuilder builder, string name, string image, string tag, int port, Action<IResourceBuilder<MonitoringContainer>>? configure = null) =>
        (builder.ExecutionContext.IsRunMode ? builder.AddProgram(name, builder.AppHostDirectory, "prometheus-" + name) : builder.AddImage(name, image, tag, configure))
            .Listen(port, null, "Gauge").WithHttpHealthCheck("/");

    private static string Folder(this IDistributedApplicationBuilder builder, string key, string shipped) =>
        builder.Configuration[key] ?? Path.GetFullPath(Path.Combine(builder.AppHostDirectory, "..", "deploy", shipped));
}
