using Platform.AppHost.Servers;
using Platform.AppHost.Services;

namespace Platform.AppHost.Monitoring;

/// <summary>Represents a monitoring program that runs as a process or as a container.</summary>
internal interface IMonitoringProgram : IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithServiceDiscovery;

/// <summary>A monitoring program that runs as a process of this machine.</summary>
internal sealed class MonitoringProcess(string name, string program, string folder) : ExecutableResource(name, program, folder), IMonitoringProgram;

/// <summary>A monitoring program that runs as a container, in the published application.</summary>
internal sealed class MonitoringContainer(string name) : ContainerResource(name), IMonitoringProgram;

internal static class MonitoringProgramExtensions
{
    /// <summary>Adds a program of a Debian package.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="folder">The folder that it runs in.</param>
    /// <param name="program">The name of its executable file, if it differs from the resource's name.</param>
    public static IResourceBuilder<IMonitoringProgram> AddProgram(this IDistributedApplicationBuilder builder, string name, string folder, string? program = null) =>
        builder.AddResource(new MonitoringProcess(name, "/bin/sh", folder))
            // Other users must not read the data that it stores.
            .WithArgs("-c", "umask 077; exec \"$@\"", "sh", Programs.Find(program ?? name) ?? program ?? name)
            .RestartAfterCrash();

    /// <summary>Adds a program that runs from a container image.</summary>
    public static IResourceBuilder<IMonitoringProgram> AddImage(this IDistributedApplicationBuilder builder, string name, string image, string tag, Action<IResourceBuilder<MonitoringContainer>>? configure)
    {
        var container = builder.AddResource(new MonitoringContainer(name)).WithImage(image, tag);
        configure?.Invoke(container);
        return container;
    }

    /// <summary>Makes the program listen: in a container on its usual port; as a process on loopback, on the given port or any free one.</summary>
    public static IResourceBuilder<IMonitoringProgram> Listen(this IResourceBuilder<IMonitoringProgram> program, int usual, int? port, string icon)
    {
        _ = program.Resource is MonitoringContainer
            ? program.WithHttpEndpoint(port: port, targetPort: usual)
            : program.WithHttpEndpoint(port: port, isProxied: false).WithArgs(context => context.Args.Add(
                ReferenceExpression.Create($"--web.listen-address=127.0.0.1:{program.GetEndpoint("http").Property(EndpointProperty.TargetPort)}")));
        return program.WithIconName(icon);
    }

    /// <summary>Makes the program write links that people can open in a browser.</summary>
    public static IResourceBuilder<IMonitoringProgram> WithExternalAddress(this IResourceBuilder<IMonitoringProgram> program) => program
        .WithExternalHttpEndpoints()
        .WithArgs(context => context.Args.Add(
            ReferenceExpression.Create($"--web.external-url=http://localhost:{program.GetEndpoint("http").Property(EndpointProperty.Port)}/")));
}
