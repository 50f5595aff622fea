using Microsoft.Extensions.Configuration;

namespace Platform.AppHost.Services;

/// <summary>What the platform's services have in common.</summary>
internal static class ServiceExtensions
{
    /// <summary>Where the .NET is that runs this host, by which programs that were built find theirs.</summary>
    public static string RuntimeFolder { get; } = Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    /// <summary>A service that answers HTTP on an address of its own: nothing stands between it and who asks.</summary>
    /// <param name="service">The project.</param>
    /// <param name="port">The port; any free one if null.</param>
    public static IResourceBuilder<ProjectResource> WithHttp(this IResourceBuilder<ProjectResource> service, int? port = null) => service
        .WithHttpEndpoint(port: port, isProxied: false)
        .WithHttpHealthCheck("/health/ready")
        .RestartAfterCrash();

    /// <summary>
    /// Starts the program that was built with this host. The orchestrator would start it by <c>dotnet run</c>: a second process of 125 MB,
    /// which takes some seconds to look into the project and does not always hand a signal on. Not where an IDE or <c>dotnet watch</c>
    /// starts the services.
    /// </summary>
    public static IResourceBuilder<ProjectResource> RunBuilt(this IResourceBuilder<ProjectResource> service)
    {
        var configuration = service.ApplicationBuilder.Configuration;
        if (service.ApplicationBuilder.ExecutionContext.IsPublishMode || configuration["DEBUG_SESSION_PORT"] is { Length: > 0 } || configuration.GetValue("DOTNET_WATCH", false))
        {
            return service;
        }

        // bin/{configuration}/{framework}, as this host was built.
        var project = service.Resource.GetProjectMetadata().ProjectPath;
        var folder = Path.GetDirectoryName(project)!;
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var program = Path.Combine(folder, "bin", framework.Parent!.Name, framework.Name, Path.GetFileNameWithoutExtension(project));
        return !File.Exists(program) ? service : service
            .WithAnnotation(new ExecutableAnnotation { Command = program, WorkingDirectory = folder })
            .WithEnvironment("DOTNET_ROOT", RuntimeFolder);
    }

    /// <summary>The environment's name, as this host has it, and HTTP without TLS.</summary>
    public static IResourceBuilder<ProjectResource> InEnvironment(this IResourceBuilder<ProjectResource> service) => service
        .WithEnvironment("ASPNETCORE_ENVIRONMENT", service.ApplicationBuilder.Environment.EnvironmentName)
        .WithoutHttpsCertificate();

    /// <summary>Where objects are kept: the gateway stores what is uploaded and the workers read it, so both have to look in the same place.</summary>
    public static IResourceBuilder<ProjectResource> WithStorage(this IResourceBuilder<ProjectResource> service, string folder)
    {
        var configuration = service.ApplicationBuilder.Configuration;
        return service
            .WithEnvironment("Storage__Provider", configuration.GetValue("Storage:Provider", "local"))
            .WithEnvironment("Storage__Local__Root", configuration.GetValue("Storage:Local:Root", folder));
    }

    /// <summary>64 MiB (hexadecimal) before the youngest objects are collected: a quarter of the pauses that requests under load wait for.</summary>
    public static IResourceBuilder<ProjectResource> WithRareCollections(this IResourceBuilder<ProjectResource> service) => service
        .WithEnvironment("DOTNET_GCgen0size", "4000000");

    /// <summary>
    /// Half a GiB (hexadecimal) of objects, which is more than the limits of what users take add up to (docs/decisions/0164). Without it garbage
    /// of a storm stays for as long as the machine has memory to spare.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithBoundedHeap(this IResourceBuilder<ProjectResource> service) => service
        .WithEnvironment("DOTNET_GCHeapHardLimit", "20000000");

    /// <summary>Answers to the names of this machine only, where it runs on this machine.</summary>
    public static IResourceBuilder<ProjectResource> OnThisMachine(this IResourceBuilder<ProjectResource> service) =>
        service.ApplicationBuilder.ExecutionContext.IsRunMode ? service.WithEnvironment("AllowedHosts", "localhost;127.0.0.1;[::1]") : service;

    /// <summary>Tells of several resources as of the replicas of one service: <c>services__{name}__http__0</c> and so on.</summary>
    public static IResourceBuilder<ProjectResource> WithReplicas(this IResourceBuilder<ProjectResource> service, string name, IReadOnlyList<IResourceBuilder<ProjectResource>> replicas)
    {
        for (var i = 0; i < replicas.Count; i++)
        {
            service.WithEnvironment($"services__{name}__http__{i}", replicas[i].GetEndpoint("http"));
        }

        return service;
    }
}
