using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.RabbitMQ;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using NativeServers;

namespace Aspire.Hosting;

/// <summary>Adds RabbitMQ.</summary>
public static class RabbitMQBuilderExtensions
{
    /// <summary>Adds a server.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="userName">The user; <c>guest</c> if left out.</param>
    /// <param name="password">Its password; one that is generated and kept if left out.</param>
    /// <param name="port">The port that others use; any free one if left out.</param>
    public static IResourceBuilder<RabbitMQServerResource> AddRabbitMQ(this IDistributedApplicationBuilder builder, string name, IResourceBuilder<ParameterResource>? userName = null, IResourceBuilder<ParameterResource>? password = null, int? port = null)
    {
        // Special characters would have to be encoded in the address.
        var secret = password?.Resource ?? ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, $"{name}-password", special: false);
        var server = new RabbitMQServerResource(name, userName?.Resource, secret);
        var check = $"{name}_check";
        var health = new RabbitMQHealthCheck(server);
        builder.Services.AddSingleton(_ => health);
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            check, _ => health, HealthStatus.Unhealthy, tags: null, timeout: TimeSpan.FromSeconds(10)));
        var ports = new Lazy<IReadOnlyList<int>>(() => FreePorts.Next(4));
        return builder.AddResource(server)
            .WithEndpoint(port: port, targetPort: 5672, name: RabbitMQServerResource.PrimaryEndpointName)
            .WithHealthCheck(check)
            .WithAnnotation(new NativeServerAnnotation(async (context, cancellationToken) => RabbitMqServer.Create(new RabbitMqServerOptions
            {
                DataFolder = context.DataFolder,
                Port = server.PrimaryEndpoint.Port,
                ManagementPort = server.ManagementEndpoint.Exists ? server.ManagementEndpoint.Port : ports.Value[0],
                PrometheusPort = server.Annotations.OfType<EndpointAnnotation>().FirstOrDefault(e => e.TargetPort == 15692)?.AllocatedEndpoint?.Port ?? ports.Value[1],
                DistributionPort = ports.Value[2],
                PortMapperPort = ports.Value[3],
                NodeName = name,
                User = (await server.UserNameReference.GetValueAsync(cancellationToken).ConfigureAwait(false))!,
                Password = (await server.PasswordParameter.GetValueAsync(cancellationToken).ConfigureAwait(false))!,
            })));
    }

    /// <summary>Keeps the data between runs; this host always does.</summary>
    public static IResourceBuilder<RabbitMQServerResource> WithDataVolume(this IResourceBuilder<RabbitMQServerResource> builder, string? name = null, bool isReadOnly = false)
        => builder.WithAnnotation(new ContainerMountAnnotation(name ?? $"{builder.Resource.Name}-data", "/var/lib/rabbitmq", ContainerMountType.Volume, isReadOnly));

    /// <summary>Adds the management page as the http endpoint <c>management</c>.</summary>
    public static IResourceBuilder<RabbitMQServerResource> WithManagementPlugin(this IResourceBuilder<RabbitMQServerResource> builder)
        => builder.WithManagementPlugin(null);

    /// <summary>Adds the management page as the http endpoint <c>management</c>.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="port">The port that people use; any free one if left out.</param>
    public static IResourceBuilder<RabbitMQServerResource> WithManagementPlugin(this IResourceBuilder<RabbitMQServerResource> builder, int? port)
        => builder.WithHttpEndpoint(port: port, targetPort: 15672, name: RabbitMQServerResource.ManagementEndpointName);
}
