using Platform.EndToEnd.Chaos;

namespace Platform.EndToEnd.Hosting;

/// <summary>
/// The programs that watch a platform. They take their share of the processor from tests that do not look at them, and are stopped meanwhile.
/// </summary>
internal static class MonitoringPrograms
{
    /// <summary>The names of their resources.</summary>
    public static IReadOnlyList<string> All { get; } = ["prometheus", "alertmanager", "postgres-exporter", "redis-exporter", "node-exporter", "blackbox-exporter"];

    /// <summary>Stops all of them.</summary>
    public static async Task StopAsync(TestPlatform platform)
    {
        await platform.HealthyAsync(All);
        var faults = new Faults(platform.App);
        await Task.WhenAll(All.Select(faults.StopAsync));
    }

    /// <summary>
    /// Starts all of them, without the samples of before: what services have counted meanwhile would look as if it had happened at once.
    /// </summary>
    public static async Task StartAsync(TestPlatform platform)
    {
        Directory.Delete(Path.Combine(platform.Folder, "data", "prometheus", "volumes", "prometheus-data"), recursive: true);
        var faults = new Faults(platform.App);
        await Task.WhenAll(All.Select(faults.StartAsync));
    }
}
