using Microsoft.Extensions.Configuration;
using Platform.AppHost;
using Platform.AppHost.Commands;
using Platform.AppHost.Faults;
using Platform.AppHost.Monitoring;
using Platform.AppHost.Servers;
using Platform.AppHost.Services;

try
{
    var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = args, TrustDeveloperCertificate = false });
    Describe(builder);
    await builder.Build().RunAsync();
    return 0;
}
catch (StartException problem)
{
    await Console.Error.WriteLineAsync($"The platform cannot start: {problem.Message}");
    return 1;
}

static void Describe(IDistributedApplicationBuilder builder)
{
    var configuration = builder.Configuration;
    var localFolder = Path.GetFullPath(configuration["LocalFolder"] ?? Path.Combine(builder.AppHostDirectory, "..", ".local"));
    var secrets = new LocalSecrets(localFolder);
    var ports = new FixedPorts(configuration);
    var isMonitored = configuration.GetValue("Monitoring:Enabled", true);

    var redis = builder.AddRedis("redis", password: secrets.AddTo(builder, "redis-password")).WithoutHttpsCertificate();
    var isNative = builder.ExecutionContext.IsRunMode && Placement.IsNative(configuration, redis.Resource);
    string? VolumeOf(string server) => isNative || builder.ExecutionContext.IsPublishMode ? null : secrets.VolumeOf(server);

    var postgres = builder.AddPostgres("postgres", password: secrets.AddTo(builder, "postgres-password"))
        .WithDataVolume(VolumeOf("postgres")).WithArgs(PostgresSettings.Arguments);
    var platform = postgres.AddDatabase("platform");

    // Schedulers that wait busily take the processor from the services that they wait for.
    var messaging = builder.AddRabbitMQ("messaging", password: secrets.AddTo(builder, "messaging-password"))
        .WithDataVolume(VolumeOf("messaging")).WithManagementPlugin().WithHttpEndpoint(targetPort: 15692, name: "metrics")
        .WithEnvironment("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "+sbwt none +sbwtdcpu none +sbwtdio none");
    if (builder.ExecutionContext.IsRunMode)
    {
        Programs.Require([.. isNative ? Programs.Servers : [], .. isMonitored ? Programs.Monitoring : []]);
        LocalFolder.Prepare(localFolder, isPassedThrough: isNative && Environment.IsPrivilegedProcess);
        if (isNative)
        {
            var data = Path.Combine(localFolder, "data");
            postgres.RunAsExecutable(data);
            redis.RunAsExecutable(data);
            messaging.RunAsExecutable(data);
        }
    }

    var jobManagerMigrations = builder.AddProject<Projects.JobManager>("job-manager-migrations").RunBuilt().InEnvironment()
        .WithArgs("migrate")
        .WithReference(platform).WaitFor(platform)
        .WithMaintenanceSettings(platform, localFolder);

    // Runs beside JobManager's migrations: the order of the two does not matter.
    var brokerMigrations = builder.AddProject<Projects.Broker>("broker-migrations").RunBuilt().InEnvironment()
        .WithArgs("migrate")
        .WithReference(platform).WaitFor(platform);

    var operationsMigrations = builder.AddProject<Projects.Operations>("operations-migrations").RunBuilt().InEnvironment()
        .WithArgs("migrate")
        .WithReference(platform).WaitFor(platform);

    var apiGatewayMigrations = builder.AddProject<Projects.ApiGateway>("api-gateway-migrations").RunBuilt().InEnvironment()
        .WithArgs("migrate")
        .WithReference(platform).WaitFor(platform);

    var jobManagers = builder.AddReplicas<Projects.JobManager>("job-manager", "JobManagers", (jobManager, _) => jobManager
        .RunBuilt().InEnvironment().WithRareCollections().WithBoundedHeap()
        .WithHttp().WithGrpc().WithIconName("TaskListLtr")
        .WithReference(platform).WaitForCompletion(jobManagerMigrations)
        .WithReference(messaging).WaitFor(messaging)
        .WithReference(redis).WaitFor(redis));

    var brokers = builder.AddReplicas<Projects.Broker>("broker", "Brokers", (broker, _) => broker
        .RunBuilt().InEnvironment().WithRareCollections().WithBoundedHeap()
        .WithHttp().WithGrpc().WithIconName("MailInboxAll")
        .WithReference(platform).WaitForCompletion(brokerMigrations)
        .WithReference(redis).WaitFor(redis));

    var operations = builder.AddReplicas<Projects.Operations>("operations", "OperationsReplicas", (service, _) => service
        .RunBuilt().InEnvironment().WithRareCollections().WithBoundedHeap()
        .WithHttp().WithGrpc().WithIconName("PersonSupport")
        .WithReference(platform).WaitForCompletion(operationsMigrations));

    // Gateway and workers tolerate that JobManager, Broker and Operations are unavailable for a while: they start beside them, not after them.
    var storage = Path.Combine(localFolder, "storage");
    var apiGateways = builder.AddReplicas<Projects.ApiGateway>("api-gateway", "ApiGateways", (gateway, number) => gateway
        .RunBuilt().InEnvironment().WithRareCollections().WithBoundedHeap().WithStorage(storage)
        .WithHttp(number == 1 ? ports.Take("ApiGateway", 8000) : null).WithExternalHttpEndpoints().WithIconName("PlugConnected")
        .WithUrlForEndpoint("http", url => url.DisplayText = "API")
        .WithUrlForEndpoint("http", _ => new ResourceUrlAnnotation { Url = "/docs", DisplayText = "API documentation" })
        .WithReference(platform).WaitForCompletion(apiGatewayMigrations)
        .WithReference(redis).WaitFor(redis)
        .WithReference(jobManagers[0]).WithReplicas("job-manager", jobManagers)
        .WithReference(brokers[0]).WithReplicas("broker", brokers)
        .WithReference(operations[0]).WithReplicas("operations", operations));
    var apiGateway = apiGateways[0];

    // Each worker is a resource with a port of its own: Prometheus and the gateway, which reads logs, send requests to each of them.
    IResourceBuilder<ProjectResource>[] workers =
    [
        .. Enumerable.Range(1, configuration.GetValue("Workers", 2)).Select(number => builder.AddProject<Projects.Worker>($"worker-{number}")
            .RunBuilt().InEnvironment().WithStorage(storage).WithRecognition()
            .WithHttp().WithIconName("ClosedCaption")
            .WithEnvironment("OTEL_SERVICE_NAME", "worker")
            .WithReference(messaging).WaitFor(messaging)),
    ];

    // The page shows that the gateway is unavailable as long as it is: it need not wait for it.
    var frontend = builder.AddProject<Projects.Frontend>("frontend").RunBuilt().InEnvironment()
        .WithHttp(ports.Take("Frontend", 8080)).WithExternalHttpEndpoints().WithIconName("Globe")
        .WithUrlForEndpoint("http", url => url.DisplayText = "Page")
        .WithUrlForEndpoint("http", _ => new ResourceUrlAnnotation { Url = "/operations", DisplayText = "Operations: dashboards, alerts" })
        .WithReference(apiGateway).WithReplicas("api-gateway", apiGateways);

    // The gateway reads the log files of every replica with a key that only the services have.
    var logKey = secrets.AddTo(builder, "log-key");
    var faults = new FaultSwitches(configuration);
    IResourceBuilder<ProjectResource>[] services = [.. jobManagers, .. brokers, .. operations, .. apiGateways, .. workers, frontend];
    foreach (var service in services)
    {
        service.WithEnvironment("Logs__Folder", Path.Combine(localFolder, "logs")).WithEnvironment("Logs__AccessKey", logKey);
        faults.PassTo(service);
    }

    // Internal endpoints require a key and a host name of this machine, so that a page of another site cannot reach them under a name of its own.
    var internalKey = secrets.AddTo(builder, "internal-key");
    foreach (var service in (IResourceBuilder<ProjectResource>[])[.. jobManagers, .. brokers, .. operations, .. apiGateways])
    {
        service.WithEnvironment("Internal__Key", internalKey);
    }

    // Alertmanager sends alerts with the first; the second encrypts what Operations keeps secret; with the third it signs in as a user.
    var alertsKey = secrets.AddTo(builder, "alerts-key");
    var notificationKey = secrets.AddTo(builder, "notification-key");
    var probePassword = secrets.AddTo(builder, "probe-password");
    foreach (var service in operations)
    {
        service.WithEnvironment("Alerts__Key", alertsKey).WithEnvironment("Notifications__Key", notificationKey).WithReplicas("api-gateway", apiGateways);

        // On a developer's machine, where captions take a good part of the processor, the prober is off unless it is asked for.
        service.WithEnvironment("Probing__Password", probePassword);
        if (builder.ExecutionContext.IsRunMode)
        {
            service.WithEnvironment("Probing__Enabled", configuration.GetValue("Probing:Enabled", false) ? "true" : "false");
        }
    }

    // What the public is told outlives Operations and its database.
    foreach (var service in (IResourceBuilder<ProjectResource>[])[.. operations, .. apiGateways])
    {
        service.WithEnvironment("StatusPage__Folder", Path.Combine(localFolder, "status-page"));
    }

    // With this key the page proves to the gateway that it forwards a visitor's request; nothing else has it.
    var visitorKey = secrets.AddTo(builder, "visitor-key");
    foreach (var service in (IResourceBuilder<ProjectResource>[])[.. apiGateways, frontend])
    {
        service.WithEnvironment("Visitors__Key", visitorKey);
    }

    foreach (var service in (IResourceBuilder<ProjectResource>[])[.. jobManagers, .. brokers, .. operations, .. workers])
    {
        service.OnThisMachine();
    }

    ((IReadOnlyList<IResourceBuilder<ProjectResource>>)[.. apiGateways, .. operations]).WithMail(frontend);
    if (builder.ExecutionContext.IsRunMode)
    {
        foreach (var service in operations)
        {
            service.WithEnvironment("Channels__PageAddress", frontend.GetEndpoint("http"));
        }
    }

    foreach (var gateway in apiGateways)
    {
        gateway.WithReplicas("worker", workers).WithReference(frontend);
        if (apiGateways.Count > 1)
        {
            // Each shows the logs of the others as well.
            gateway.WithReplicas("api-gateway", [.. apiGateways.Where(other => other != gateway)]).WithEnvironment("LogReading__Services__0", "api-gateway");
        }
    }

    var monitoring = !isMonitored ? [] : builder.AddMonitoring(
        new Monitored
        {
            Postgres = postgres,
            Database = platform.Resource.DatabaseName,
            Redis = redis,
            Messaging = messaging,
            ApiGateways = apiGateways,
            JobManagers = jobManagers,
            Brokers = brokers,
            Operations = operations,
            AlertsKey = alertsKey,
            Workers = workers,
            Frontend = frontend,
        },
        ports,
        secrets,
        localFolder);

    if (builder.ExecutionContext.IsRunMode)
    {
        ports.TakeAddress("ASPNETCORE_URLS");
        ports.RequireFree();
        builder.AddRestarts();
        builder.AddFastReadiness();
        builder.WithoutDashboardCertificate();
        builder.WithQuietConsole();
        builder.Announce(
            [.. services.Select(service => service.Resource)],
            [("Page", frontend.GetEndpoint("http"), "/"), ("API", apiGateway.GetEndpoint("http"), "/docs"), .. monitoring]);
        apiGateway.WithLoadCommand().WithOperatorCommand(platform).WithFaultCommand(faults, workers, [.. jobManagers, .. brokers, .. operations, .. apiGateways, frontend]);
        new ResetCommand
        {
            Database = platform,
            Redis = redis,
            Messaging = messaging,
            Storage = storage,
            Migrations = [jobManagerMigrations, brokerMigrations, operationsMigrations, apiGatewayMigrations],
            Services = services,
        }.Add();
    }
}
