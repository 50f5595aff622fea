using System.Net;
using System.Net.Http.Json;
using Platform.Contracts.PublicApi;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway.Monitoring;

[Collection(MonitoredCollection.Name)]
public sealed class MonitoringOutageTests(MonitoredGateway gateway)
{
    [Fact]
    public async Task During_a_monitoring_outage_the_gateway_reports_it_stays_healthy_and_recovers()
    {
        var client = await gateway.OperatorAsync();
        await Eventually.BecomesTrueAsync(async () => (await client.GetAsync("/api/v1/monitoring/query?query=up")).IsSuccessStatusCode);

        await gateway.Alertmanager.StopAsync();
        using (var silences = await client.GetAsync("/api/v1/monitoring/silences"))
        {
            silences.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            (await Problem.ReadAsync(silences)).Code.ShouldBe("dependency");
        }

        (await client.GetFromJsonAsync<AlertsResponse>("/api/v1/monitoring/alerts", GatewayFixture.Snake))!.KnowsSilences.ShouldBeFalse();

        await gateway.Prometheus.StopAsync();
        for (var i = 0; i < 3; i++)
        {
            using var response = await client.GetAsync("/api/v1/monitoring/query?query=up");
            response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            (await Problem.ReadAsync(response)).Code.ShouldBe("dependency");
        }

        (await gateway.Anonymous.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await gateway.Prometheus.StartAsync();
        await gateway.Alertmanager.StartAsync();
        await Eventually.BecomesTrueAsync(async () => (await client.GetAsync("/api/v1/monitoring/query?query=up")).IsSuccessStatusCode);
        await Eventually.BecomesTrueAsync(async () => (await client.GetAsync("/api/v1/monitoring/silences")).IsSuccessStatusCode);
    }
}

[Collection(GatewayCollection.Name)]
public sealed class WithoutMonitoringTests(GatewayFixture gateway)
{
    [Fact]
    public async Task Without_Prometheus_the_routes_answer_that_monitoring_is_not_configured()
    {
        var client = (await gateway.SignInOperatorAsync()).Client;
        foreach (var address in (string[])["query?query=up", "alerts", "silences"])
        {
            using var response = await client.GetAsync("/api/v1/monitoring/" + address);
            response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await Problem.ReadAsync(response)).Code.ShouldBe("not_configured");
        }
    }
}
