using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.Integration.ApiGateway.Operations;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway.Deployments;

/// <summary>Who may record and see deployments.</summary>
public sealed class DeploymentRoleTests(OperationsGateway gateway) : IClassFixture<OperationsGateway>
{
    private const string Path = "/api/v1/operations/deployments";

    [Fact]
    public async Task Operators_record_and_all_roles_read()
    {
        using var created = await gateway.Chief.PostAsJsonAsync(Path, new { service = "worker", version = "2.0", commit = "abc" });
        created.StatusCode.ShouldBe(HttpStatusCode.Created, await created.Content.ReadAsStringAsync());
        using var repeated = await gateway.Chief.PostAsJsonAsync(Path, new { service = "worker", version = "2.0" });
        repeated.StatusCode.ShouldBe(HttpStatusCode.OK);

        foreach (var client in (HttpClient[])[gateway.Viewer, gateway.Responder, gateway.Chief])
        {
            var page = (await client.GetFromJsonAsync<DeploymentsResponse>(Path + "?service=worker", GatewayFixture.Snake))!;
            var deployment = page.Items.ShouldHaveSingleItem();
            (deployment.Version, deployment.Commit, deployment.Who, deployment.Outcome).ShouldBe(("2.0", "abc", GatewayFixture.OperatorEmail, "watched"));
            page.ChangeFailureRate.ShouldBeNull();
        }

        var audit = (await gateway.Chief.GetFromJsonAsync<ListResponse<AuditEntry>>("/api/v1/audit/security", GatewayFixture.Snake))!.Items;
        audit.Count(entry => entry.Action == "deployment.recorded" && entry.Detail.ToString()!.Contains("worker 2.0", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Others_are_refused()
    {
        foreach (var client in (HttpClient[])[gateway.Viewer, gateway.Responder, gateway.Nobody])
        {
            using var refused = await client.PostAsJsonAsync(Path, new { service = "worker", version = "6.6" });
            refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }

        using var anonymous = await gateway.Anonymous.PostAsJsonAsync(Path, new { service = "worker", version = "6.6" });
        anonymous.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var unseen = await gateway.Nobody.GetAsync(Path);
        unseen.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData(true, HttpStatusCode.Created)]
    [InlineData(false, HttpStatusCode.Forbidden)]
    public async Task The_scope_has_an_effect_only_with_an_operator(bool isOperator, HttpStatusCode status)
    {
        using var key = await KeyAsync(isOperator ? gateway.Chief : gateway.Nobody, "deployments:write");
        using var answer = await key.PostAsJsonAsync(Path, new { service = "pipeline", version = isOperator ? "1.0" : "6.6", who = "build 12" });
        answer.StatusCode.ShouldBe(status, await answer.Content.ReadAsStringAsync());
        using var reading = await key.GetAsync(Path);
        reading.StatusCode.ShouldBe(HttpStatusCode.Forbidden, "a key has no role");
    }

    [Fact]
    public async Task Another_scope_of_an_operator_is_not_enough()
    {
        using var key = await KeyAsync(gateway.Chief, "jobs:write");
        using var answer = await key.PostAsJsonAsync(Path, new { service = "worker", version = "6.6" });
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("""{"service":"","version":"1"}""", "service")]
    [InlineData("""{"service":"a","version":" "}""", "version")]
    [InlineData("""{"service":"a","version":"1","commit":""}""", "commit")]
    [InlineData("""{"service":"a","version":"1","who":""}""", "who")]
    [InlineData("""{"service":"a","version":"1","status":"done"}""", "status")]
    [InlineData("""{"service":"a","version":"1","started_at":"2900-01-01T00:00:00Z"}""", "started_at")]
    public async Task A_wrong_field_is_named(string body, string field)
    {
        using var content = new StringContent(body, MediaTypeHeaderValue.Parse("application/json"));
        using var refused = await gateway.Chief.PostAsync(Path, content);
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Problem.ReadAsync(refused)).Errors!.Keys.ShouldBe([field]);
    }

    private async Task<HttpClient> KeyAsync(HttpClient owner, string scope)
    {
        using var created = await owner.PostAsJsonAsync("/api/v1/api-keys", new { name = "pipeline", scopes = new[] { scope } });
        created.StatusCode.ShouldBe(HttpStatusCode.Created, await created.Content.ReadAsStringAsync());
        var key = (await created.Content.ReadFromJsonAsync<ApiKeyResponse>(GatewayFixture.Snake))!;
        var client = new HttpClient { BaseAddress = gateway.Address };
        client.DefaultRequestHeaders.Add("X-Api-Key", key.Key);
        return client;
    }
}
