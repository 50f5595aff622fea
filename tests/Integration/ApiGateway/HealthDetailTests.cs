using System.Net;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway;

/// <summary>The gateway is public: its health tells everybody names and states, and operators the rest.</summary>
[Collection(GatewayCollection.Name)]
public sealed class HealthDetailTests(GatewayFixture gateway)
{
    [Fact]
    public async Task Only_an_operator_with_a_session_sees_health_details()
    {
        var user = await gateway.SignUpAsync();
        var boss = await gateway.SignInOperatorAsync();
        foreach (var path in (string[])["/health", "/health/ready", "/status", "/info"])
        {
            foreach (var client in (HttpClient[])[gateway.Anonymous, user.Client])
            {
                using var response = await client.GetAsync(path);
                response.StatusCode.ShouldBe(HttpStatusCode.OK);
                var text = await response.Content.ReadAsStringAsync();
                foreach (var inside in (string[])["details", "server_version", "ping", "runtime"])
                {
                    text.ShouldNotContain(inside, Case.Insensitive, path);
                }
            }

            using var body = JsonDocument.Parse(await (await boss.Client.GetAsync(path)).Content.ReadAsStringAsync());
            if (path.StartsWith("/health", StringComparison.Ordinal))
            {
                body.RootElement.GetProperty("checks").GetProperty("postgres").GetProperty("details").GetProperty("server_version").GetString().ShouldNotBeNullOrEmpty();
                body.RootElement.GetProperty("services").EnumerateObject().Select(part => part.Name).ShouldBe(["database", "redis", "storage"]);
            }
            else
            {
                body.RootElement.TryGetProperty("info", out _).ShouldBeTrue();
            }
        }
    }
}
