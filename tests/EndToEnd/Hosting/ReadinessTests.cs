using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.EndToEnd.Hosting;

/// <summary>Checks that services which wait for a resource continue as soon as it is ready.</summary>
public sealed class ReadinessTests
{
    [Fact]
    public async Task The_first_check_waits_until_the_resource_is_ready_and_later_ones_answer_at_once()
    {
        using var folder = new TemporaryFolder();
        var looks = 0;
        var results = (HealthCheckResult?[])[HealthCheckResult.Unhealthy("not yet"), null, HealthCheckResult.Degraded("nearly"), HealthCheckResult.Healthy(), HealthCheckResult.Unhealthy("gone")];
        await using var builder = await TestPlatform.DescribeAsync(folder.Path, ["--Monitoring:Enabled=false"]);

        // Null stands for a check that throws, as those of servers do that nobody can connect to yet.
        builder.Services.AddHealthChecks().AddCheck("late", () => results[looks++] ?? throw new InvalidOperationException("no connection"));

        // Not the application: one that never starts takes half a minute to end.
        await using var services = builder.Services.BuildServiceProvider();
        var registration = services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations.Single(registration => registration.Name == "late");

        (await LookAsync()).Status.ShouldBe(HealthStatus.Healthy);
        looks.ShouldBe(4);
        (await LookAsync()).Description.ShouldBe("gone");
        looks.ShouldBe(5);

        Task<HealthCheckResult> LookAsync() =>
            registration.Factory(services).CheckHealthAsync(new HealthCheckContext { Registration = registration }, CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));
    }
}
