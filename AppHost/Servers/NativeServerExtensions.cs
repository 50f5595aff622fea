using Microsoft.Extensions.DependencyInjection;
using Platform.AppHost.Services;

namespace Platform.AppHost.Servers;

/// <summary>
/// Runs servers of Debian packages as plain processes where there is no container engine. The server resource stays in the model with its connection
/// string, health checks and databases, so that nothing else has to distinguish the two cases. Without its image the orchestrator does not start it,
/// and starts a child resource that listens on the address of the connection string.
/// </summary>
internal static class NativeServerExtensions
{
    /// <summary>Runs PostgreSQL as a process with its data in <c>{folder}/postgres</c>.</summary>
    public static IResourceBuilder<PostgresServerResource> RunAsExecutable(this IResourceBuilder<PostgresServerResource> server, string folder) =>
        server.RunAsExecutable("postgres.sh", folder, native => native.WithPort("SERVER_PORT", "tcp"));

    /// <summary>Runs Redis as a process.</summary>
    public static IResourceBuilder<RedisResource> RunAsExecutable(this IResourceBuilder<RedisResource> server, string folder) =>
        server.RunAsExecutable("redis.sh", folder, native => native.WithPort("SERVER_PORT", "tcp"));

    /// <summary>Runs RabbitMQ as a process with the endpoints <c>management</c> and <c>metrics</c>.</summary>
    public static IResourceBuilder<RabbitMQServerResource> RunAsExecutable(this IResourceBuilder<RabbitMQServerResource> server, string folder) =>
        server.RunAsExecutable("rabbitmq.sh", folder, native => native
            .WithEndpoint(name: "distribution", scheme: "tcp", isProxied: false)
            .WithEndpoint(name: "port-mapper", scheme: "tcp", isProxied: false)
            .WithPort("SERVER_PORT", "tcp")
            .WithPort("MANAGEMENT_PORT", "management")
            .WithPort("METRICS_PORT", "metrics")
            .WithPort("RABBITMQ_DIST_PORT", "distribution")
            .WithPort("ERL_EPMD_PORT", "port-mapper")
            .WithUrlForEndpoint("management", url => url.DisplayText = "Management")
            .WithUrlForEndpoint("metrics", url => (url.Url, url.DisplayText) = ("/metrics", "Metrics"))
            .WithUrls(urls => urls.Urls.RemoveAll(url => url.Endpoint?.EndpointName is "distribution" or "port-mapper")));

    private static IResourceBuilder<NativeServerResource> WithPort(this IResourceBuilder<NativeServerResource> native, string variable, string endpoint) =>
        native.WithEnvironment(variable, native.GetEndpoint(endpoint).Property(EndpointProperty.TargetPort));

    private static IResourceBuilder<T> RunAsExecutable<T>(
        this IResourceBuilder<T> builder, string script, string folder, Action<IResourceBuilder<NativeServerResource>> configure)
        where T : ContainerResource, IResourceWithConnectionString
    {
        var server = builder.Resource;
        foreach (var image in server.Annotations.OfType<ContainerImageAnnotation>().ToArray())
        {
            server.Annotations.Remove(image);
        }

        var application = builder.ApplicationBuilder;
        var path = Path.Combine(AppContext.BaseDirectory, "Servers", script);
        var native = application.AddResource(new NativeServerResource(server, path))
            .WithArgs(path)
            .WithEnvironment("SERVER_FOLDER", Path.Combine(folder, server.Name))
            .WithParentRelationship(server)
            .WithIconName("Server")
            .RestartAfterCrash()
            .WithEnvironment(async context =>
            {
                foreach (var callback in server.Annotations.OfType<EnvironmentCallbackAnnotation>())
                {
                    await callback.Callback(context);
                }
            });

        // Server and process share the endpoint: the process listens on the address of the connection string.
        foreach (var endpoint in server.Annotations.OfType<EndpointAnnotation>().ToArray())
        {
            endpoint.TargetPort = null;
            endpoint.IsProxied = false;
            native.Resource.Annotations.Add(endpoint);
        }

        configure(native);
        application.Eventing.Subscribe<ResourceEndpointsAllocatedEvent>(native.Resource, async (allocated, cancellationToken) =>
        {
            foreach (var resource in Family(application, server).OfType<IResourceWithConnectionString>())
            {
                await application.Eventing.PublishAsync(new ConnectionStringAvailableEvent(resource, allocated.Services), cancellationToken);
            }
        });
        application.Eventing.Subscribe<InitializeResourceEvent>(server, (initialized, cancellationToken) =>
        {
            _ = MirrorAsync(initialized.Notifications, native.Resource, () => Family(application, server), cancellationToken);
            return Task.CompletedTask;
        });
        foreach (var (command, display) in ((string, string)[])[(KnownResourceCommands.StartCommand, "Start"), (KnownResourceCommands.StopCommand, "Stop"), (KnownResourceCommands.RestartCommand, "Restart")])
        {
            builder.WithCommand(
                command,
                display,
                context => context.Services.GetRequiredService<ResourceCommandService>().ExecuteCommandAsync(native.Resource, command, context.CancellationToken),
                new CommandOptions { Visibility = ResourceCommandVisibility.Api });
        }

        return builder;
    }

    private static IEnumerable<IResource> Family(IDistributedApplicationBuilder application, IResource server) =>
        application.Resources.OfType<IResourceWithParent>().Where(child => child.Parent == server).Prepend(server);

    /// <summary>Copies the state of the process to the server and its databases.</summary>
    private static async Task MirrorAsync(ResourceNotificationService notifications, IResource native, Func<IEnumerable<IResource>> family, CancellationToken cancellationToken)
    {
        await foreach (var change in notifications.WatchAsync(cancellationToken))
        {
            if (change.Resource != native)
            {
                continue;
            }

            foreach (var resource in family())
            {
                await notifications.PublishUpdateAsync(resource, snapshot => snapshot with
                {
                    State = change.Snapshot.State,
                    StartTimeStamp = change.Snapshot.StartTimeStamp,
                    StopTimeStamp = change.Snapshot.StopTimeStamp,
                    ExitCode = change.Snapshot.ExitCode,
                });
            }
        }
    }
}
