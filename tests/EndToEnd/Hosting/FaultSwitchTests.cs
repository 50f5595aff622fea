using Aspire.Hosting.ApplicationModel;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.EndToEnd.Hosting;

/// <summary>Checks that switches of faults are passed from the command line to the services; nothing is started.</summary>
public sealed class FaultSwitchTests
{
    private static readonly string[] s_services = ["api-gateway", "broker", "frontend", "job-manager", "operations", "worker-1", "worker-2"];

    [Fact]
    public async Task Without_a_switch_no_service_gets_fault_settings() => (await FaultsAsync()).ShouldAllBe(faults => faults.Count == 0);

    [Fact]
    public async Task The_switch_all_sets_the_default_shares_and_single_settings_override_them()
    {
        foreach (var faults in await FaultsAsync("--faults", "all", "--Faults:StuckWorker=1"))
        {
            faults.ShouldBe(
                new Dictionary<string, string> { ["Faults__SlowDependency"] = "0.05", ["Faults__FailingDownloads"] = "0.5", ["Faults__StuckWorker"] = "1" }, ignoreOrder: true);
        }

        foreach (var faults in await FaultsAsync("--Faults:SlowDependency=0.2", "--Faults:SlowDependencyName=redis"))
        {
            faults.ShouldBe(new Dictionary<string, string> { ["Faults__SlowDependency"] = "0.2", ["Faults__SlowDependencyName"] = "redis" }, ignoreOrder: true);
        }
    }

    /// <summary>The settings that each service receives.</summary>
    private static async Task<List<Dictionary<string, string>>> FaultsAsync(params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        await using var builder = await TestPlatform.DescribeAsync(folder.Path, arguments);
        var told = new List<Dictionary<string, string>>();
        foreach (var resource in builder.Resources.Where(resource => s_services.Contains(resource.Name)))
        {
            var context = new EnvironmentCallbackContext(builder.ExecutionContext, resource);
            foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
            {
                // Those that tell of others' addresses wait for them to be started; settings are there at once.
                var callback = annotation.Callback(context);
                if (callback.IsCompleted)
                {
                    await callback;
                }
            }

            told.Add(context.EnvironmentVariables.Where(variable => variable.Key.StartsWith("Faults", StringComparison.OrdinalIgnoreCase))
                .ToDictionary(variable => variable.Key, variable => (string)variable.Value));
        }

        told.Count.ShouldBe(s_services.Length);
        return told;
    }
}
