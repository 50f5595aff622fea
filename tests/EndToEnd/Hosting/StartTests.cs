using System.Net;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.EndToEnd.Hosting;

[Collection(PlainPlatformCollection.Name)]
public sealed class StartTests(PlainPlatformFixture platform)
{
    [Theory]
    [InlineData("postgres")]
    [InlineData("platform")]
    [InlineData("redis")]
    [InlineData("messaging")]
    [InlineData("job-manager")]
    [InlineData("broker")]
    [InlineData("operations")]
    [InlineData("api-gateway")]
    [InlineData("worker-1")]
    [InlineData("worker-2")]
    [InlineData("frontend")]
    public async Task Every_resource_is_healthy(string resource)
        => await platform.App.ResourceNotifications.WaitForResourceHealthyAsync(resource).WaitAsync(TimeSpan.FromMinutes(1));

    [Theory]
    [InlineData("job-manager-migrations")]
    [InlineData("broker-migrations")]
    [InlineData("operations-migrations")]
    [InlineData("api-gateway-migrations")]
    public async Task Migrations_have_succeeded(string resource)
    {
        var end = await platform.App.ResourceNotifications.WaitForResourceAsync(resource, e => e.Snapshot.State?.Text == KnownResourceStates.Finished)
            .WaitAsync(TimeSpan.FromMinutes(1));

        end.Snapshot.ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("api-gateway")]
    [InlineData("frontend")]
    [InlineData("job-manager")]
    [InlineData("broker")]
    [InlineData("operations")]
    [InlineData("worker-1")]
    [InlineData("worker-2")]
    public async Task Every_service_reports_that_it_is_ready(string resource)
    {
        using var client = platform.App.CreateHttpClient(resource, "http");

        await Eventually.PassesAsync(async () => (await client.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK));
    }

    [Fact]
    public void Test_platforms_do_not_use_the_ports_of_a_running_platform()
    {
        platform.Api.Port.ShouldNotBe(8000);
        platform.Page.Port.ShouldNotBe(8080);
    }
}
