using Platform.AppHost.Servers;
using Platform.AppHost.Services;

namespace Platform.AppHost.Monitoring;

/// <summary>A program that watches, as a process or as a container.</summary>
internal interface IMonitoringProgram : IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithServiceDiscovery;

/// <summary>As a process of this machine.</summary>
internal sealed class MonitoringProcess(string name, string program, string folder) : ExecutableResource(name, program, folder), IMonitoringProgram;

/// <summary>As a container, in what is published.</summary>
internal sealed class MonitoringContainer(string name) : ContainerResource(name), IMonitoringProgram;

internal static class MonitoringPrograms
{
    /// <summary>Adds a program of Debian's packages.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="folder">The folder that it runs in.</param>
    /// <param name="program">Its file, if it has another name.</param>
    public static IResourceBuilder<IMonitoringProgram> AddProgram(this IDistributedApplicationBuilder builder, string name, string folder, string? program = null) =>
        builder.AddResource(new MonitoringProcess(name, "/bin/sh", folder))
            // What it keeps is for nobody else.
            .WithArgs("-c", "umask 077; exec \"$@\"", "sh", Programs.Find(program ?? name) ?? program ?? name)
            .RestartAfterCrash();

    /// <summary>Adds an image.</summary>
    public static IResourceBuilder<IMonitoringProgram> AddImage(this IDistributedApplicationBuilder builder, string name, string image, string tag, Action<IResourceBuilder<MonitoringContainer>>? configure)
    {
        var container = builder.AddResource(new MonitoringContainer(name)).WithImage(image, tag);
        configure?.Invoke(container);
        return container;
    }

    /// <summary>Has it listen: in a container on its usual port, as a process on loopback, on a given port or any free one.</summary>
    public static IResourceBuilder<IMonitoringProgram> Listen(this IResourceBuilder<IMonitoringProgram> program, int usual, int? port, string icon)
    {
        _ = program.Resource is MonitoringContainer
            ? program.WithHttpEndpoint(port: port, targetPort: usual)
            : program.WithHttpEndpoint(port: port, isProxied: false).WithArgs(context => context.Args.Add(
                ReferenceExpression.Create($"--web.listen-address=127.0.0.1:{program.GetEndpoint("http").Property(EndpointProperty.TargetPort)}")));
        return program.WithIconName(icon);
    }

    /// <summary>Has it write links that people can open.</summary>
    public static IResourceBuilder<IMonitoringProgram> WithExternalAddress(this IResourceBuilder<IMonitoringProgram> program) => program
        .WithExternalHttpEndpoints()
        .WithArgs(context => context.Args.Add(
            ReferenceExpression.Create($"--web.external-url=http://localhost:{program.GetEndpoint("http").Property(EndpointProperty.Port)}/")));
}
