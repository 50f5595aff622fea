using Microsoft.Extensions.Configuration;
using Platform.AppHost.Faults;
using Platform.AppHost.Monitoring;

var builder = DistributedApplication.CreateBuilder(args);
var localFolder = builder.Configuration["LocalFolder"] ?? Path.Combine(builder.AppHostDirectory, "..", ".local");
var mediaFolder = Path.GetFullPath(Path.Combine(localFolder, "storage"));

var postgres = builder.AddPostgres("postgres").WithDataVolume();
var platform = postgres.AddDatabase("platform");
var redis = builder.AddRedis("redis");
// Schedulers that wait busily take the processor from the services that they wait for.
var messaging = builder.AddRabbitMQ("messaging").WithDataVolume().WithManagementPlugin()
    .WithEnvironment("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "+sbwt none +sbwtdcpu none +sbwtdio none");

var jobManagerMigrations = InEnvironment(builder.AddProject<Projects.JobManager>("job-manager-migrations"))
    .WithArgs("migrate")
    .WithReference(platform).WaitFor(platform);

var apiGatewayMigrations = InEnvironment(builder.AddProject<Projects.ApiGateway>("api-gateway-migrations"))
    .WithArgs("migrate")
    .WithReference(platform).WaitFor(platform);

var jobManager = WithRareCollections(InEnvironment(builder.AddProject<Projects.JobManager>("job-manager")))
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health/ready")
    .WithReference(platform).WaitForCompletion(jobManagerMigrations)
    .WithReference(messaging).WaitFor(messaging)
    .WithReference(redis).WaitFor(redis);

var apiGateway = WithRareCollections(WithStorage(InEnvironment(builder.AddProject<Projects.ApiGateway>("api-gateway"))))
    .WithHttpEndpoint(port: builder.Configuration.GetValue("Ports:ApiGateway", 8000))
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health/ready")
    .WithReference(platform).WaitForCompletion(apiGatewayMigrations)
    .WithReference(redis).WaitFor(redis)
    .WithReference(jobManager).WaitFor(jobManager);

var worker = WithStorage(InEnvironment(builder.AddProject<Projects.Worker>("worker")))
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health/ready")
    .WithReplicas(2)
    .WithReference(messaging).WaitFor(messaging)
    .WaitFor(jobManager);

// The page is there before the gateway is, and says so: it need not wait.
var frontend = InEnvironment(builder.AddProject<Projects.Frontend>("frontend"))
    .WithHttpEndpoint(port: builder.Configuration.GetValue("Ports:Frontend", 8080))
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health/ready")
    .WithReference(apiGateway);

// The services' log files, which the gateway reads from every replica by a key that nobody else knows.
var logFolder = Path.GetFullPath(Path.Combine(localFolder, "logs"));
var logKey = builder.CreateResourceBuilder(ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, "log-key", special: false));
foreach (var service in new[] { jobManager, apiGateway, worker, frontend })
{
    service.WithEnvironment("Logs__Folder", logFolder).WithEnvironment("Logs__AccessKey", logKey).WithFaults(builder.Configuration);
}

apiGateway.WithReference(worker).WithReference(frontend);

if (builder.Configuration.GetValue("Monitoring:Enabled", true))
{
    var platformToWatch = new Monitored
    {
        Postgres = postgres,
        Database = platform.Resource.DatabaseName,
        Redis = redis,
        Messaging = messaging,
        ApiGateway = apiGateway,
        JobManager = jobManager,
        Worker = worker,
        Frontend = frontend,
    };
    builder.AddMonitoring(platformToWatch, localFolder);
}

await builder.Build().RunAsync();

IResourceBuilder<ProjectResource> InEnvironment(IResourceBuilder<ProjectResource> project) => project
    .WithEnvironment("ASPNETCORE_ENVIRONMENT", builder.Environment.EnvironmentName);

// The gateway stores what is uploaded and the workers read it: both have to look in the same place.
IResourceBuilder<ProjectResource> WithStorage(IResourceBuilder<ProjectResource> project) => project
    .WithEnvironment("Storage__Provider", builder.Configuration.GetValue("Storage:Provider", "local"))
    .WithEnvironment("Storage__Local__Root", builder.Configuration.GetValue("Storage:Local:Root", mediaFolder));

// 64 MiB (hexadecimal) before the youngest objects are collected: a quarter of the pauses that requests under load wait for.
IResourceBuilder<ProjectResource> WithRareCollections(IResourceBuilder<ProjectResource> project) => project
    .WithEnvironment("DOTNET_GCgen0size", "4000000");
