using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Aspire.Dashboard;
using Shouldly;
using Xunit;

namespace Platform.Integration.Dashboard;

public sealed class AccessTests : IAsyncLifetime
{
    private RunningDashboard _dashboard = null!;

    public async Task InitializeAsync() => _dashboard = await RunningDashboard.StartAsync();

    public async Task DisposeAsync() => await _dashboard.DisposeAsync();

    [Theory]
    [InlineData("/api/resources")]
    [InlineData("/api/traces")]
    [InlineData("/api/logs")]
    [InlineData("/api/events")]
    [InlineData("/api/resources/x/console/download")]
    [InlineData("/API/resources/x/environment/y")]
    public async Task Nobody_reads_without_signing_in(string path)
    {
        using var response = await _dashboard.Stranger.GetAsync(path);

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task A_page_leads_to_the_login_page_and_back()
    {
        using var page = await _dashboard.Stranger.GetAsync("/traces/detail/0af7651916cd43dd8448eb211c80319c?span=1");

        page.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        page.Headers.Location!.OriginalString.ShouldBe("/login?returnUrl=%2Ftraces%2Fdetail%2F0af7651916cd43dd8448eb211c80319c%3Fspan%3D1");
        (await _dashboard.Stranger.GetStringAsync(page.Headers.Location)).ShouldContain("name=\"t\"");
    }

    [Fact]
    public async Task The_printed_address_sets_a_cookie_that_scripts_cannot_read_and_that_does_not_tell_the_token()
    {
        var token = _dashboard.Host.LoginUrl.Query["?t=".Length..];
        using var response = await _dashboard.Stranger.GetAsync(_dashboard.Host.LoginUrl);

        response.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        response.Headers.Location!.OriginalString.ShouldBe("/");
        var cookie = response.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=lax");
        cookie.ShouldNotContain(token);
        token.Length.ShouldBeGreaterThanOrEqualTo(32);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    [InlineData("javascript:alert(1)")]
    public async Task Signing_in_never_leads_elsewhere(string returnUrl)
    {
        using var response = await _dashboard.Stranger.GetAsync(new Uri(_dashboard.Host.LoginUrl + "&returnUrl=" + Uri.EscapeDataString(returnUrl)));

        response.Headers.Location!.OriginalString.ShouldBe("/");
    }

    [Fact]
    public async Task A_wrong_token_is_refused_and_sets_no_cookie()
    {
        using var response = await _dashboard.Stranger.GetAsync("/login?t=0123456789abcdef0123456789abcdef");

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        response.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task Typing_the_token_works_and_a_made_up_cookie_does_not()
    {
        using var form = new FormUrlEncodedContent([new("t", $" {_dashboard.Host.LoginUrl.Query["?t=".Length..]} ")]);
        using var typed = await _dashboard.Stranger.PostAsync("/login?returnUrl=%2Ftraces", form);
        typed.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        typed.Headers.Location!.OriginalString.ShouldBe("/traces");

        using var forged = new HttpRequestMessage(HttpMethod.Get, "/api/resources");
        forged.Headers.Add("Cookie", $"aspire-dashboard-{_dashboard.Host.Url.Port}={new string('0', 64)}");
        (await _dashboard.Stranger.SendAsync(forged)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("http://localhost:8080", null)]
    [InlineData("null", null)]
    [InlineData(null, "cross-site")]
    [InlineData(null, "same-site")]
    public async Task Another_page_cannot_press_the_buttons(string? origin, string? site)
    {
        _dashboard.Publish("worker");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/resources/worker/stop");
        request.Headers.TryAddWithoutValidation("Origin", origin);
        request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", site);
        using var response = await _dashboard.Client.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        _dashboard.Catalog.Current.Single().State.ShouldBe("Running");
    }

    [Fact]
    public async Task A_foreign_host_name_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/login");
        request.Headers.Host = "rebound.example:18888";

        (await _dashboard.Client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task It_listens_on_loopback_addresses_only()
    {
        var others = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(item => item.GetIPProperties().UnicastAddresses)
            .Select(item => item.Address)
            .Where(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));
        int[] ports = [_dashboard.Host.Url.Port, _dashboard.Host.OtlpEndpoint.Port];

        foreach (var listener in IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(item => ports.Contains(item.Port)))
        {
            IPAddress.IsLoopback(listener.Address).ShouldBeTrue();
        }

        foreach (var address in others)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await Should.ThrowAsync<SocketException>(async () => await socket.ConnectAsync(address, ports[0]));
        }
    }

    [Fact]
    public async Task Pages_forbid_inline_scripts_and_being_framed()
    {
        using var response = await _dashboard.Client.GetAsync("/");
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        var page = await response.Content.ReadAsStringAsync();

        policy.ShouldContain("script-src 'self';");
        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldNotContain("unsafe");
        page.ShouldNotContain("<script>");
        page.ShouldNotContain("style=");
    }

    [Fact]
    public async Task Files_are_served_once_and_confirmed_afterwards()
    {
        using var first = await _dashboard.Client.GetAsync("/assets/scripts/app.js");
        first.Content.Headers.ContentType!.MediaType.ShouldBe("text/javascript");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/assets/scripts/app.js");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        (await _dashboard.Client.SendAsync(again)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await _dashboard.Client.GetAsync("/assets/../index.html")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _dashboard.Client.GetAsync("/assets/index.html")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_taken_port_is_named()
    {
        await using var other = new DashboardHost(
            new DashboardOptions { Port = _dashboard.Host.Url.Port }, _dashboard.Catalog, _dashboard.Logs, _dashboard, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);

        var failure = await Should.ThrowAsync<IOException>(() => other.StartAsync(CancellationToken.None));
        failure.Message.ShouldContain($"{_dashboard.Host.Url.Port}");
    }
}
