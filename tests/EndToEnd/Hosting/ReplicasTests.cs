using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.EndToEnd.Hosting;

/// <summary>Checks the number of replicas of each service, and who receives their addresses; nothing is started.</summary>
public sealed class ReplicasTests
{
    [Fact]
    public async Task One_replica_of_each_service_has_the_name_of_the_service()
    {
        using var folder = new TemporaryFolder();
        await using var builder = await TestPlatform.DescribeAsync(folder.Path, []);

        builder.Resources.OfType<ProjectResource>().Select(resource => resource.Name).Where(name => !name.EndsWith("-migrations", StringComparison.Ordinal))
            .ShouldBe(["job-manager", "broker", "operations", "api-gateway", "worker-1", "worker-2", "frontend"], ignoreOrder: true);
    }

    [Fact]
    public async Task Callers_of_a_service_get_the_addresses_of_all_its_replicas()
    {
        using var folder = new TemporaryFolder();
        await using var builder = await TestPlatform.DescribeAsync(folder.Path, ["--Brokers=3", "--JobManagers=2", "--ApiGateways=2"]);

        foreach (var gateway in (string[])["api-gateway", "api-gateway-2"])
        {
            (await AddressesAsync(builder, gateway, "broker")).ShouldBe(["broker", "broker-2", "broker-3"]);
            (await AddressesAsync(builder, gateway, "job-manager")).ShouldBe(["job-manager", "job-manager-2"]);
            (await AddressesAsync(builder, gateway, "worker")).ShouldBe(["worker-1", "worker-2"]);
        }

        (await AddressesAsync(builder, "frontend", "api-gateway")).ShouldBe(["api-gateway", "api-gateway-2"]);
        (await AddressesAsync(builder, "api-gateway-2", "api-gateway")).ShouldBe(["api-gateway"]);
    }

    /// <summary>The resources whose HTTP endpoints a resource is given as replicas of a service, in their order.</summary>
    private static async Task<List<string>> AddressesAsync(IDistributedApplicationTestingBuilder builder, string resource, string service)
    {
        var project = builder.Resources.Single(one => one.Name == resource);
        var context = new EnvironmentCallbackContext(builder.ExecutionContext, project);
        foreach (var annotation in project.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            // Those that wait for a server to be started are about others than the services.
            var callback = annotation.Callback(context);
            if (callback.IsCompleted)
            {
                await callback;
            }
        }

        return [.. context.EnvironmentVariables.Where(variable => variable.Key.StartsWith($"services__{service}__http__", StringComparison.Ordinal))
            .OrderBy(variable => variable.Key, StringComparer.Ordinal).Select(variable => ((EndpointReference)variable.Value).Resource.Name)];
    }
}
