using DotNet.Testcontainers.Configurations;
using DotNet.Testcontainers.Containers;

namespace DotNet.Testcontainers.Builders;

/// <summary>Collects what a server for tests is started with. Each method returns a new builder.</summary>
/// <typeparam name="TBuilderEntity">The builder.</typeparam>
/// <typeparam name="TContainerEntity">What it builds.</typeparam>
/// <typeparam name="TConfigurationEntity">What it collects.</typeparam>
public abstract class ContainerBuilder<TBuilderEntity, TContainerEntity, TConfigurationEntity>
    where TBuilderEntity : ContainerBuilder<TBuilderEntity, TContainerEntity, TConfigurationEntity>
    where TContainerEntity : IContainer
    where TConfigurationEntity : ContainerConfiguration
{
    /// <summary>Starts from what has been collected so far.</summary>
    protected ContainerBuilder(TConfigurationEntity dockerResourceConfiguration) =>
        DockerResourceConfiguration = dockerResourceConfiguration;

    /// <summary>What has been collected so far.</summary>
    protected TConfigurationEntity DockerResourceConfiguration { get; }

    /// <summary>Sets the image.</summary>
    public TBuilderEntity WithImage(string image) => Clone(DockerResourceConfiguration with { Image = image });

    /// <summary>Adds words to the server's command line.</summary>
    public TBuilderEntity WithCommand(params string[] command) =>
        Clone(DockerResourceConfiguration with { Command = [.. DockerResourceConfiguration.Command, .. command] });

    /// <summary>Binds a port of the server to the same or to any free port of the host.</summary>
    public TBuilderEntity WithPortBinding(int port, bool assignRandomHostPort = false) =>
        Bind(assignRandomHostPort ? null : port, port);

    /// <summary>Binds a port of the server to a port of the host.</summary>
    public TBuilderEntity WithPortBinding(int hostPort, int containerPort) => Bind(hostPort, containerPort);

    /// <summary>The server, not started.</summary>
    public abstract TContainerEntity Build();

    /// <summary>A builder with another configuration.</summary>
    protected abstract TBuilderEntity Clone(TConfigurationEntity resourceConfiguration);

    private TBuilderEntity Bind(int? hostPort, int containerPort) =>
        Clone(DockerResourceConfiguration with
        {
            PortBindings = new Dictionary<int, int?>(DockerResourceConfiguration.PortBindings) { [containerPort] = hostPort },
        });
}
