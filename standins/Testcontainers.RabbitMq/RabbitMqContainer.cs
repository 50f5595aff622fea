using DotNet.Testcontainers.Containers;
using NativeServers;

namespace Testcontainers.RabbitMq;

/// <summary>A RabbitMQ server for tests.</summary>
public sealed class RabbitMqContainer : DockerContainer
{
    // Where the management images of RabbitMQ listen.
    private const int ManagementPort = 15672;
    private const int PrometheusPort = 15692;
    private const int DistributionPort = 25672;
    private const int PortMapperPort = 4369;

    private readonly RabbitMqConfiguration _configuration;

    /// <summary>The server of a configuration.</summary>
    public RabbitMqContainer(RabbitMqConfiguration configuration)
        : base(configuration, "rabbitmq", (folder, portOf) => RabbitMqServer.Create(new RabbitMqServerOptions
        {
            DataFolder = Path.Combine(folder, "rabbitmq"),
            Port = portOf(RabbitMqBuilder.RabbitMqPort),
            ManagementPort = portOf(ManagementPort),
            PrometheusPort = portOf(PrometheusPort),
            DistributionPort = portOf(DistributionPort),
            PortMapperPort = portOf(PortMapperPort),
            User = configuration.Username,
            Password = configuration.Password,
        })) => _configuration = configuration;

    /// <summary>What a client connects with.</summary>
    public string GetConnectionString() =>
        new UriBuilder("amqp", Hostname, GetMappedPublicPort(RabbitMqBuilder.RabbitMqPort))
        {
            UserName = Uri.EscapeDataString(_configuration.Username),
            Password = Uri.EscapeDataString(_configuration.Password),
        }.ToString();
}
