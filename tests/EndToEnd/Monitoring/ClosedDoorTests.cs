using System.Net;
using System.Text;
using Aspire.Hosting.Testing;
using Platform.EndToEnd.Hosting;
using Platform.Testkit.Files;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.EndToEnd.Monitoring;

/// <summary>Checks that pages of other sites cannot reach the monitoring servers, and that other users cannot read their files.</summary>
[Collection(MonitoredCollection.Name)]
public sealed class ClosedDoorTests(MonitoredFixture platform)
{
    private const string Silence =
        """{"matchers":[{"name":"alertname","value":".+","isRegex":true}],"startsAt":"2026-01-01T00:00:00Z","endsAt":"2126-01-01T00:00:00Z","createdBy":"mallory","comment":"quiet"}""";

    [Theory]
    [InlineData("alertmanager", "POST", "/api/v2/silences", "text/plain")]
    [InlineData("alertmanager", "POST", "/api/v2/silences", "application/json")]
    [InlineData("alertmanager", "OPTIONS", "/api/v2/silences", null)]
    [InlineData("alertmanager", "GET", "/api/v2/alerts", null)]
    [InlineData("alertmanager", "POST", "/-/reload", "text/plain")]
    [InlineData("prometheus", "POST", "/-/quit", "text/plain")]
    [InlineData("prometheus", "POST", "/-/reload", "text/plain")]
    [InlineData("prometheus", "POST", "/api/v1/admin/tsdb/delete_series?match[]=up", "text/plain")]
    [InlineData("prometheus", "GET", "/api/v1/query?query=up", null)]
    public async Task A_request_from_another_site_is_refused_and_changes_nothing(string program, string method, string path, string? type)
    {
        using var client = new HttpClient { BaseAddress = platform.App.GetEndpoint(program, "http") };
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = type is null ? null : new StringContent(Silence, Encoding.UTF8, type) };
        request.Headers.Add("Origin", "https://evil.example");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        if (method == "OPTIONS")
        {
            request.Headers.Add("Access-Control-Request-Method", "POST");
            request.Headers.Add("Access-Control-Request-Headers", "content-type");
        }

        using var answer = await client.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
        (await platform.SilencesAsync()).ShouldNotContain(silence => silence.GetProperty("createdBy").GetString() == "mallory");
    }

    [Fact]
    public async Task Prometheus_accepts_no_administrative_command_even_with_the_password()
    {
        using var client = await platform.App.CreateMonitoringClientAsync("prometheus");
        foreach (var path in (string[])["/-/quit", "/-/reload", "/api/v1/admin/tsdb/delete_series?match[]=up"])
        {
            using var answer = await client.PostAsync(path, content: null);
            answer.IsSuccessStatusCode.ShouldBeFalse(path);
        }
    }

    [Fact]
    public async Task Prometheus_authenticates_its_own_requests()
    {
        await Eventually.PassesAsync(async () =>
        {
            var targets = (await platform.AskAsync("targets?state=active")).GetProperty("activeTargets").EnumerateArray()
                .Where(static target => target.GetProperty("labels").GetProperty("job").GetString() is "prometheus" or "alertmanager").ToList();
            targets.Count.ShouldBe(2);
            targets.ShouldAllBe(target => target.GetProperty("health").GetString() == "up");
            using var alertmanager = await platform.App.CreateMonitoringClientAsync("alertmanager");
            (await alertmanager.GetStringAsync("/api/v2/alerts")).ShouldContain("Watchdog");
        });
    }

    [Fact]
    public void Monitoring_data_is_readable_by_its_owner_only()
    {
        OpenPermissions.In(Path.Combine(platform.Folder, "monitoring")).ShouldBeEmpty();
        foreach (var program in (string[])["prometheus", "alertmanager"])
        {
            OpenPermissions.In(Path.Combine(platform.Folder, "data", program)).ShouldBeEmpty();
        }

        OpenPermissions.In(Path.Combine(platform.Folder, "logs")).ShouldBeEmpty();
        File.Exists(Path.Combine(platform.Folder, "monitoring", "prometheus", "secrets", "monitoring-password")).ShouldBeTrue();
    }
}
