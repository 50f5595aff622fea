using Microsoft.Extensions.Configuration;

namespace Platform.AppHost.Services;

/// <summary>Configures what all services of the platform have in common.</summary>
internal static class ServiceExtensions
{
    /// <summary>The folder of the .NET runtime that runs this host, in which programs that were built find theirs.</summary>
    public static string RuntimeFolder { get; } = Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    /// <summary>Gives a service an HTTP endpoint without a proxy in front of it.</summary>
    /// <param name="service">The project.</param>
    /// <param name="port">The port; null for any free one.</param>
    public static IResourceBuilder<ProjectResource> WithHttp(this IResourceBuilder<ProjectResource> service, int? port = null) => service
        .WithHttpEndpoint(port: port, isProxied: false)
        .WithHttpHealthCheck("/health/ready")
        .RestartAfterCrash();

    /// <summary>
    /// Gives a service a second endpoint, <c>grpc</c>, for calls of other services: without TLS, a port serves either HTTP/1.1 or HTTP/2.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithGrpc(this IResourceBuilder<ProjectResource> service) => service
        .WithHttpEndpoint(name: "grpc", isProxied: false)
        .WithUrls(static urls => urls.Urls.RemoveAll(static url => url.Endpoint?.EndpointName == "grpc"))
        .WithEnvironment("Grpc__Port", service.GetEndpoint("grpc").Property(EndpointProperty.TargetPort));

    /// <summary>
    /// Starts the program that was built with this host. By default the orchestrator uses <c>dotnet run</c>: a second process of 125 MB, which takes
    /// some seconds to evaluate the project and does not always forward signals. Has no effect where an IDE or <c>dotnet watch</c> starts the
    /// services.
    /// </summary>
    public static IResourceBuilder<ProjectResource> RunBuilt(this IResourceBuilder<ProjectResource> service)
    {
        var configuration = service.ApplicationBuilder.Configuration;
        if (service.ApplicationBuilder.ExecutionContext.IsPublishMode || configuration["DEBUG_SESSION_PORT"] is { Length: > 0 } || configuration.GetValue("DOTNET_WATCH", false))
        {
            return service;
        }

        // The path is bin/{configuration}/{framework}, as of this host's own output.
        var project = service.Resource.GetProjectMetadata().ProjectPath;
        var folder = Path.GetDirectoryName(project)!;
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var program = Path.Combine(folder, "bin", framework.Parent!.Name, framework.Name, Path.GetFileNameWithoutExtension(project));
        return !File.Exists(program) ? service : service
            .WithAnnotation(new ExecutableAnnotation { Command = program, WorkingDirectory = folder })
            .WithEnvironment("DOTNET_ROOT", RuntimeFolder);
    }

    /// <summary>Passes this host's environment name to a service, and makes it use HTTP without TLS.</summary>
    public static IResourceBuilder<ProjectResource> InEnvironment(this IResourceBuilder<ProjectResource> service) => service
        .WithEnvironment("ASPNETCORE_ENVIRONMENT", service.ApplicationBuilder.Environment.EnvironmentName)
        .WithoutHttpsCertificate();

    /// <summary>
    /// Sets the folder of the object storage. The gateway writes uploads there and the workers read them, so both need the same folder.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithStorage(this IResourceBuilder<ProjectResource> service, string folder)
    {
        var configuration = service.ApplicationBuilder.Configuration;
        return service
            .WithEnvironment("Storage__Provider", configuration.GetValue("Storage:Provider", "local"))
            .WithEnvironment("Storage__Local__Root", configuration.GetValue("Storage:Local:Root", folder));
    }

    /// <summary>
    /// Sets the size of the youngest generation to 64 MiB (hexadecimal), which leaves a quarter of the garbage collection pauses under load.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithRareCollections(this IResourceBuilder<ProjectResource> service) => service
        .WithEnvironment("DOTNET_GCgen0size", "4000000");

    /// <summary>
    /// Limits the heap to 512 MiB (hexadecimal), which is more than the sum of the limits of user data (docs/decisions/0164). Without it, garbage of
    /// a load peak stays for as long as the machine has free memory.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithBoundedHeap(this IResourceBuilder<ProjectResource> service) => service
        .WithEnvironment("DOTNET_GCHeapHardLimit", "20000000");

    /// <summary>Restricts the host names that a service answers to those of this machine, when it runs on this machine.</summary>
    public static IResourceBuilder<ProjectResource> OnThisMachine(this IResourceBuilder<ProjectResource> service) =>
        service.ApplicationBuilder.ExecutionContext.IsRunMode ? service.WithEnvironment("AllowedHosts", "localhost;127.0.0.1;[::1]") : service;
}
