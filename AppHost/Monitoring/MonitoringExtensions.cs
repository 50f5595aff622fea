using Microsoft.Extensions.Configuration;

namespace Platform.AppHost.Monitoring;

/// <summary>
/// Prometheus, Alertmanager and the exporters. Nothing waits for them, and they wait for nothing: what they watch may come
/// and go. Configuration: <c>Ports:Prometheus</c>, <c>Ports:Alertmanager</c>; <c>Monitoring:Prometheus:Folder</c>,
/// <c>Monitoring:Alertmanager:Folder</c> and <c>Monitoring:Alertmanager:Secrets</c> in place of the shipped folders;
/// <c>Monitoring:Webhooks:{receiver}</c>.
/// </summary>
internal static class MonitoringExtensions
{
    private const string InContainer = "/etc/prometheus";

    /// <summary>Adds them and gives the gateway their addresses, as services <c>prometheus</c> and <c>alertmanager</c>.</summary>
    public static void AddMonitoring(this IDistributedApplicationBuilder builder, Monitored platform, string localFolder)
    {
        var targets = Directory.CreateDirectory(Path.GetFullPath(Path.Combine(localFolder, "monitoring", "targets"))).FullName;
        var alertmanager = builder.AddAlertmanager(Path.GetFullPath(Path.Combine(localFolder, "monitoring", "alertmanager.yml")));
        var messaging = platform.Messaging.WithHttpEndpoint(targetPort: 15692, name: "metrics");
        var prometheus = builder.AddPrometheus(targets, platform.Frontend);
        var blackbox = builder.AddBlackboxExporter();
        IResourceBuilder<ProjectResource>[] services = [platform.ApiGateway, platform.JobManager, platform.Worker, platform.Frontend];
        TargetFile[] files =
        [
            .. services.Select(service => new TargetFile(service.Resource.Name, service.GetEndpoint("http"), service.Resource.Name)),
            new("rabbitmq", messaging.GetEndpoint("metrics"), "rabbitmq"),
            new("rabbitmq-queues", messaging.GetEndpoint("metrics"), "rabbitmq"),
            new("postgres", builder.AddPostgresExporter(platform).GetEndpoint("http"), "postgres"),
            new("redis", builder.AddRedisExporter(platform).GetEndpoint("http"), "redis"),
            new("node", builder.AddNodeExporter().GetEndpoint("http"), "host"),
            new("prometheus", prometheus.GetEndpoint("http"), "prometheus"),
            new("alertmanager", alertmanager.GetEndpoint("http"), "alertmanager"),
            new("blackbox", platform.ApiGateway.GetEndpoint("http"), "api-gateway") { Path = "/health/ready", Exporter = blackbox.GetEndpoint("http") },
            new("blackbox", platform.Frontend.GetEndpoint("http"), "frontend") { Path = "/health/ready", Exporter = blackbox.GetEndpoint("http") },
        ];
        foreach (var endpoint in files.SelectMany(file => file.Endpoints).DistinctBy(endpoint => (endpoint.Resource, endpoint.EndpointName)))
        {
            prometheus.WithReference(endpoint);
        }

        prometheus.WithEnvironment(context => TargetFiles.WriteAsync(targets, files, context));
        platform.ApiGateway.WithReference(prometheus.GetEndpoint("http")).WithReference(alertmanager.GetEndpoint("http"));
    }

    private static IResourceBuilder<ContainerResource> AddPrometheus(this IDistributedApplicationBuilder builder, string targets, IResourceBuilder<ProjectResource> page)
    {
        var folder = builder.Folder("Monitoring:Prometheus:Folder", "prometheus");
        var prometheus = builder.AddContainer("prometheus", "prom/prometheus", "v2.55.1")
            .WithHttpEndpoint(port: builder.Configuration.GetValue("Ports:Prometheus", 9090), targetPort: 9090)
            .WithExternalHttpEndpoints()
            .WithHttpHealthCheck("/-/ready")
            .WithBindMount(Path.Combine(folder, "prometheus.yml"), $"{InContainer}/prometheus.yml", isReadOnly: true)
            .WithBindMount(Path.Combine(folder, "rules"), $"{InContainer}/rules", isReadOnly: true)
            .WithBindMount(targets, $"{InContainer}/targets", isReadOnly: true)
            .WithVolume("prometheus-data", "/prometheus")
            .WithEnvironment("PLATFORM_ENVIRONMENT", builder.Environment.EnvironmentName.ToLowerInvariant())
            .WithEnvironment("PLATFORM_CLUSTER", "local")
            .WithEnvironment("PLATFORM_PAGE", ReferenceExpression.Create($"http://localhost:{page.GetEndpoint("http").Property(EndpointProperty.Port)}"))
            .WithArgs(
                $"--config.file={InContainer}/prometheus.yml",
                "--storage.tsdb.path=/prometheus",
                "--storage.tsdb.retention.time=90d",
                "--storage.tsdb.retention.size=10GB",
                "--enable-feature=exemplar-storage,extra-scrape-metrics,expand-external-labels",
                "--log.level=warn");
        return prometheus.WithArgs(context => context.Args.Add(
            ReferenceExpression.Create($"--web.external-url=http://localhost:{prometheus.GetEndpoint("http").Property(EndpointProperty.Port)}/")));
    }

    private static IResourceBuilder<ContainerResource> AddAlertmanager(this IDistributedApplicationBuilder builder, string configuration)
    {
        var folder = builder.Folder("Monitoring:Alertmanager:Folder", "alertmanager");
        var secrets = builder.Configuration["Monitoring:Alertmanager:Secrets"] ?? Path.Combine(folder, "secrets");
        var webhooks = builder.Configuration.GetSection("Monitoring:Webhooks").GetChildren().ToDictionary(entry => entry.Key, entry => entry.Value ?? "", StringComparer.OrdinalIgnoreCase);
        var alertmanager = builder.AddContainer("alertmanager", "prom/alertmanager", "v0.27.0")
            .WithHttpEndpoint(port: builder.Configuration.GetValue("Ports:Alertmanager", 9093), targetPort: 9093)
            .WithExternalHttpEndpoints()
            .WithHttpHealthCheck("/-/ready")
            .WithBindMount(configuration, "/etc/alertmanager/alertmanager.yml", isReadOnly: true)
            .WithBindMount(Path.Combine(folder, "templates"), "/etc/alertmanager/templates", isReadOnly: true)
            .WithVolume("alertmanager-data", "/alertmanager")
            .WithContainerRuntimeArgs("--workdir", "/etc/alertmanager")
            .WithEnvironment(async context => await File.WriteAllTextAsync(
                configuration,
                AlertmanagerConfiguration.WithoutMissing(
                    await File.ReadAllTextAsync(Path.Combine(folder, "alertmanager.yml"), context.CancellationToken),
                    secret => File.Exists(Path.Combine(secrets, Path.GetFileName(secret))),
                    webhooks),
                context.CancellationToken))
            .WithArgs(
                "--config.file=/etc/alertmanager/alertmanager.yml",
                "--storage.path=/alertmanager",
                "--cluster.listen-address=",
                "--log.level=warn");
        if (Directory.Exists(secrets))
        {
            alertmanager.WithBindMount(secrets, "/etc/alertmanager/secrets", isReadOnly: true);
        }

        return alertmanager.WithArgs(context => context.Args.Add(
            ReferenceExpression.Create($"--web.external-url=http://localhost:{alertmanager.GetEndpoint("http").Property(EndpointProperty.Port)}/")));
    }

    private static IResourceBuilder<ContainerResource> AddPostgresExporter(this IDistributedApplicationBuilder builder, Monitored platform)
    {
        var server = platform.Postgres.Resource;
        return builder.AddContainer("postgres-exporter", "prometheuscommunity/postgres-exporter", "v0.15.0").WithImageRegistry("quay.io")
            .WithHttpEndpoint(targetPort: 9187)
            .WithHttpHealthCheck("/")
            .WithEnvironment("DATA_SOURCE_URI", ReferenceExpression.Create($"{server.PrimaryEndpoint.Property(EndpointProperty.HostAndPort)}/{platform.Database}?sslmode=disable"))
            .WithEnvironment("DATA_SOURCE_USER", server.UserNameReference)
            .WithEnvironment("DATA_SOURCE_PASS", ReferenceExpression.Create($"{server.PasswordParameter}"))
            .WithArgs("--log.level=error");
    }

    private static IResourceBuilder<ContainerResource> AddRedisExporter(this IDistributedApplicationBuilder builder, Monitored platform)
    {
        var server = platform.Redis.Resource;
        var exporter = builder.AddContainer("redis-exporter", "oliver006/redis_exporter", "v1.66.0")
            .WithHttpEndpoint(targetPort: 9121)
            .WithHttpHealthCheck("/")
            .WithEnvironment("REDIS_ADDR", ReferenceExpression.Create($"redis://{server.PrimaryEndpoint.Property(EndpointProperty.HostAndPort)}"));
        return server.PasswordParameter is { } password ? exporter.WithEnvironment("REDIS_PASSWORD", ReferenceExpression.Create($"{password}")) : exporter;
    }

    private static IResourceBuilder<ContainerResource> AddNodeExporter(this IDistributedApplicationBuilder builder) =>
        builder.AddContainer("node-exporter", "prom/node-exporter", "v1.8.2")
            .WithHttpEndpoint(targetPort: 9100)
            .WithHttpHealthCheck("/")
            .WithBindMount("/", "/host", isReadOnly: true)
            .WithArgs("--path.rootfs=/host", "--no-collector.systemd", "--log.level=error");

    private static IResourceBuilder<ContainerResource> AddBlackboxExporter(this IDistributedApplicationBuilder builder) =>
        builder.AddContainer("blackbox-exporter", "prom/blackbox-exporter", "v0.25.0")
            .WithHttpEndpoint(targetPort: 9115)
            .WithHttpHealthCheck("/")
            .WithBindMount(Path.Combine(builder.Folder("Monitoring:Blackbox:Folder", "blackbox"), "blackbox.yml"), "/etc/blackbox/blackbox.yml", isReadOnly: true)
            .WithArgs("--config.file=/etc/blackbox/blackbox.yml", "--log.level=error");

    private static string Folder(this IDistributedApplicationBuilder builder, string key, string shipped) =>
        builder.Configuration[key] ?? Path.GetFullPath(Path.Combine(builder.AppHostDirectory, "..", "deploy", shipped));
}
