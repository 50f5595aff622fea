using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Platform.Unit.Hosting;

/// <summary>Small application models, and what their processes would be given.</summary>
internal static class ScratchApplication
{
    public static IDistributedApplicationTestingBuilder Create(params string[] args) => DistributedApplicationTestingBuilder.Create(args);

    /// <summary>Gives every endpoint of a resource ports that a test can name, one after the other for its replicas.</summary>
    public static void Allocate(this IResource resource, string endpoint, string host, int firstPort)
    {
        var annotation = resource.Annotations.OfType<EndpointAnnotation>().Single(e => e.Name == endpoint);
        annotation.Allocate([.. Enumerable.Range(0, resource.GetReplicaCount()).Select(i => new AllocatedEndpoint(annotation, host, firstPort + i))]);
    }

    public static async Task<Dictionary<string, string>> EnvironmentAsync(this IDistributedApplicationBuilder builder, IResource resource, int instance = 0, OtlpTarget? otlp = null, bool isDevelopment = true)
    {
        var resolved = await new ProcessEnvironment(builder.ExecutionContext, isDevelopment, otlp)
            .ResolveAsync(resource, instance, NullLogger.Instance, CancellationToken.None);
        return resolved.Variables;
    }

    public static IResourceBuilder<ExecutableResource> AddShell(this IDistributedApplicationBuilder builder, string name, string script)
        => builder.AddExecutable(name, "/bin/sh", "/", "-c", script);
}
