using System.Net;
using Platform.EndToEnd.Monitoring;
using Shouldly;
using Xunit;

namespace Platform.EndToEnd.Hosting;

[Collection(MonitoredCollection.Name)]
public sealed class DashboardTests(MonitoredFixture platform)
{
    [Fact]
    public async Task The_dashboard_requires_its_token()
    {
        using var stranger = new HttpClient { BaseAddress = platform.Dashboard };
        using var sent = await stranger.GetAsync("/");
        sent.RequestMessage!.RequestUri!.AbsolutePath.ShouldBe("/login");
        using var refused = await stranger.GetAsync("/api/telemetry/traces");
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        using var browser = new HttpClient { BaseAddress = platform.Dashboard };
        using var welcome = await browser.GetAsync($"/login?t={platform.DashboardAccess.Token}");
        welcome.StatusCode.ShouldBe(HttpStatusCode.OK);
        welcome.RequestMessage!.RequestUri!.AbsolutePath.ShouldBe("/");
    }
}
