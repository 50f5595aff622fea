using Aspire.Hosting;
using Platform.EndToEnd.Chaos;

namespace Platform.EndToEnd.Hosting;

/// <summary>
/// The programs that watch a platform. They take their share of the processor from tests that do not look at them, and need not run meanwhile.
/// </summary>
internal static class MonitoringPrograms
{
    /// <summary>The names of their resources.</summary>
    public static IReadOnlyList<string> All { get; } = ["prometheus", "alertmanager", "postgres-exporter", "redis-exporter", "node-exporter", "blackbox-exporter"];

    /// <summary>Keeps all of them from starting with the platform, until <see cref="StartAsync"/>; they have their addresses before.</summary>
    public static void Hold(IDistributedApplicationBuilder builder)
    {
        foreach (var program in builder.Resources.Where(resource => All.Contains(resource.Name)))
        {
            builder.CreateResourceBuilder(program).WithExplicitStart();
        }
    }

    /// <summary>Starts all of them.</summary>
    public static Task StartAsync(TestPlatform platform)
    {
        var faults = new Faults(platform.App);
        return Task.WhenAll(All.Select(faults.StartAsync));
    }
}
