using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Platform.ServiceDefaults.Health;
using Platform.Testkit.Hosting;
using Platform.Testkit.Servers;
using Shouldly;
using Xunit;

namespace Platform.Observability.Health;

public sealed class HealthProbeTests
{
    [Theory]
    [InlineData(200, 0)]
    [InlineData(503, 1)]
    public async Task The_exit_code_shows_whether_the_service_is_ready(int status, int code)
    {
        await using var service = await LocalWebApp.StartAsync(app => app.MapGet("/health/ready", () => Results.StatusCode(status)));
        using var errors = new StringWriter();

        (await HealthProbe.RunAsync(new Uri(service.Address, "/health/ready"), errors)).ShouldBe(code);

        errors.ToString().Contains("answers 503.", StringComparison.Ordinal).ShouldBe(code != 0);
    }

    [Fact]
    public async Task A_service_that_does_not_listen_is_not_ready()
    {
        using var errors = new StringWriter();

        (await HealthProbe.RunAsync(new Uri($"http://127.0.0.1:{FreePorts.Next()}/health/ready"), errors)).ShouldBe(1);

        errors.ToString().ShouldContain("does not answer");
    }
}
