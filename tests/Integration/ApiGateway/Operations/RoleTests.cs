using System.Net;
using System.Net.Http.Json;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway.Operations;

/// <summary>Who may do what under <c>/operations</c>.</summary>
public sealed class RoleTests(OperationsGateway gateway) : IClassFixture<OperationsGateway>
{
    [Fact]
    public async Task Viewers_responders_and_operators_read_incidents_and_nobody_else()
    {
        foreach (var client in (HttpClient[])[gateway.Viewer, gateway.Responder, gateway.Chief])
        {
            (await client.GetFromJsonAsync<PageResponse<IncidentResponse>>("/api/v1/operations/incidents", GatewayFixture.Snake))!.Items.ShouldBeEmpty();
        }

        using var refused = await gateway.Nobody.GetAsync("/api/v1/operations/incidents");
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var anonymous = await gateway.Anonymous.GetAsync("/api/v1/operations/incidents");
        anonymous.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("state=open", "state")]
    [InlineData("severity=P1", "severity")]
    [InlineData("severity=1", "severity")]
    [InlineData("limit=0", "limit")]
    [InlineData("cursor=x", "cursor")]
    [InlineData("color=red", "color")]
    public async Task A_wrong_parameter_is_named(string query, string field)
    {
        using var refused = await gateway.Viewer.GetAsync($"/api/v1/operations/incidents?{query}");
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Problem.ReadAsync(refused)).Errors!.Keys.ShouldBe([field]);
    }

    [Fact]
    public async Task A_key_has_no_role()
    {
        var user = await gateway.SignInOperatorAsync();
        var (_, key) = await gateway.WithKeyAsync(user);
        using (key)
        {
            using var refused = await key.GetAsync("/api/v1/operations/incidents");
            refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }
    }
}
