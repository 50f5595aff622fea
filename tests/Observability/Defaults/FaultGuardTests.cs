using Platform.Observability.Catalogue;
using Shouldly;
using Xunit;

namespace Platform.Observability.Defaults;

/// <summary>The services' own programs with a fault switched on where people depend on them.</summary>
public sealed class FaultGuardTests
{
    [Theory]
    [InlineData("SlowDependency", "slow-dependency", "Production")]
    [InlineData("FailingDownloads", "failing-downloads", "Production", "worker")]
    [InlineData("StuckWorker", "stuck-worker", "Staging", "worker")]
    public async Task No_service_starts_with_a_fault_outside_development(string setting, string name, string environment, string? only = null)
    {
        // Each service has the same guard, and it asks for all faults in the same way.
        var services = RunningServices.Projects.Where(service => only is null || service.Key == only).ToList();
        services.ShouldNotBeEmpty();
        var ends = await Task.WhenAll(services.Select(service => ServiceProcess.RunAsync(
            service.Value,
            service.Key,
            ("DOTNET_ENVIRONMENT", environment),
            ("ASPNETCORE_ENVIRONMENT", environment),
            ("Internal__Key", "what services need outside development"),
            ("Faults__" + setting, "0.01"))));
        ends.ShouldAllBe(end => end.ExitCode != 0);
        ends.ShouldAllBe(end => end.Said.Contains($"Faults are switched on ({name}), but this is the environment {environment}", StringComparison.Ordinal));
    }
}
