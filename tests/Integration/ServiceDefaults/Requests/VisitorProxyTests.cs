using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Platform.ServiceDefaults.InternalCalls;
using Platform.Testkit.Hosting;
using Shouldly;
using Xunit;

namespace Platform.Integration.ServiceDefaults.Requests;

/// <summary>Checks that forwarded headers of visitors are accepted from known proxies only.</summary>
public sealed class VisitorProxyTests
{
    [Theory]
    [InlineData("127.0.0.1", "https 203.0.113.7")]
    [InlineData("127.0.0.0/8", "https 203.0.113.7")]
    [InlineData("192.0.2.1", "http 127.0.0.1")]
    [InlineData(null, "http 127.0.0.1")]
    public async Task Scheme_and_address_are_taken_from_known_proxies_only(string? proxy, string expected)
    {
        await using var service = await LocalWebApp.StartAsync(
            app =>
            {
                app.UseVisitorProxies();
                app.MapGet("/", (HttpContext context) => $"{context.Request.Scheme} {context.Connection.RemoteIpAddress}");
            },
            builder => builder.AddVisitorProxies(),
            proxy is null ? [] : [new("Visitors:Proxies:0", proxy)]);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("X-Forwarded-For", "203.0.113.7");
        request.Headers.Add("X-Forwarded-Proto", "https");

        using var answer = await service.Client.SendAsync(request);

        (await answer.Content.ReadAsStringAsync()).ShouldBe(expected);
    }
}
