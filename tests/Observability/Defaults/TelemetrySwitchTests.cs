using System.Net;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace Platform.Observability.Defaults;

[Collection(ServicesInTurn.Name)]
public sealed class TelemetrySwitchTests
{
    [Fact]
    public async Task A_service_with_telemetry_off_works_and_reports_its_allocations()
    {
        await using var service = await DefaultService.StartAsync(new() { ["Telemetry:Enabled"] = "false" });
        (await service.Client.GetAsync("/items/1")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await service.Client.GetAsync("/metrics")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        // Unwell, as nothing that it needs is there; it tells all the same.
        using var answer = await service.Client.GetAsync("/status");
        using var status = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        status.RootElement.GetProperty("system").GetProperty("memory").GetProperty("allocated_bytes").GetInt64().ShouldBePositive();
    }
}
