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
            (await client.GetFromJsonAsync<PageResponse<IncidentResponse>>("/api/v1/operations/incidents", GatewayFixture.Snake)).ShouldNotBeNull();
        }

        using var refused = await gateway.Nobody.GetAsync("/api/v1/operations/incidents");
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var anonymous = await gateway.Anonymous.GetAsync("/api/v1/operations/incidents");
        anonymous.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("GET", "/incidents", 1)]
    [InlineData("GET", "/incidents/999999", 1)]
    [InlineData("GET", "/incidents/999999/post-mortem", 1)]
    [InlineData("POST", "/incidents", 2)]
    [InlineData("PATCH", "/incidents/999999", 2)]
    [InlineData("POST", "/incidents/999999/acknowledge", 2)]
    [InlineData("POST", "/incidents/999999/notes", 2)]
    [InlineData("POST", "/incidents/999999/merge", 2)]
    [InlineData("POST", "/incidents/999999/split", 2)]
    [InlineData("GET", "/rota", 1)]
    [InlineData("PUT", "/rota", 3)]
    [InlineData("GET", "/channels", 3)]
    [InlineData("POST", "/channels", 3)]
    [InlineData("PUT", "/channels/01a1fd00-8988-7c2f-8b6b-678ed2adb173", 3)]
    [InlineData("DELETE", "/channels/01a1fd00-8988-7c2f-8b6b-678ed2adb173", 3)]
    [InlineData("POST", "/channels/01a1fd00-8988-7c2f-8b6b-678ed2adb173/test", 3)]
    [InlineData("GET", "/deliveries", 3)]
    public async Task Each_route_is_open_from_a_role_on(string method, string path, int least)
    {
        HttpClient[] byRole = [gateway.Nobody, gateway.Viewer, gateway.Responder, gateway.Chief];
        for (var role = 0; role < byRole.Length; role++)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), "/api/v1/operations" + path);
            using var answer = await byRole[role].SendAsync(request);
            (answer.StatusCode != HttpStatusCode.Forbidden).ShouldBe(role >= least, $"{method} {path} as {role}: {(int)answer.StatusCode}");
        }

        using var anonymous = await gateway.Anonymous.SendAsync(new HttpRequestMessage(new HttpMethod(method), "/api/v1/operations" + path));
        anonymous.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_responder_works_on_an_incident_and_each_action_is_in_the_audit_log()
    {
        using var opened = await gateway.Responder.PostAsJsonAsync("/api/v1/operations/incidents", new { title = "Captions are late", service = "worker", severity = "p2" });
        opened.StatusCode.ShouldBe(HttpStatusCode.Created);
        var path = opened.Headers.Location!.ToString();
        using (var unconditional = await gateway.Responder.PatchAsJsonAsync(path, new { state = "fixing" }))
        {
            ((int)unconditional.StatusCode).ShouldBe(428);
        }

        using var change = new HttpRequestMessage(HttpMethod.Patch, path) { Content = JsonContent.Create(new { state = "fixing", note = "A worker is added." }) };
        change.Headers.IfMatch.Add(opened.Headers.ETag!);
        using var changed = await gateway.Responder.SendAsync(change);
        var incident = (await changed.Content.ReadFromJsonAsync<IncidentDetails>(GatewayFixture.Snake))!;
        (incident.Incident.State, incident.Events[^1].Text).ShouldBe((IncidentState.Fixing, "A worker is added."));

        using var again = new HttpRequestMessage(HttpMethod.Patch, path) { Content = JsonContent.Create(new { state = "resolved" }) };
        again.Headers.IfMatch.Add(opened.Headers.ETag!);
        using var outdated = await gateway.Responder.SendAsync(again);
        outdated.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);

        var audit = await gateway.Chief.GetStringAsync("/api/v1/audit/security?limit=200");
        audit.ShouldContain("incident.opened");
        audit.ShouldContain("incident.changed");
    }

    [Fact]
    public async Task A_post_mortem_begins_with_what_is_known_and_not_with_who_did_what()
    {
        using var opened = await gateway.Responder.PostAsJsonAsync("/api/v1/operations/incidents", new { title = "Captions are *late*", service = "worker", severity = "p2", note = "The queue grows." });
        opened.StatusCode.ShouldBe(HttpStatusCode.Created);
        using var draft = await gateway.Viewer.GetAsync(opened.Headers.Location + "/post-mortem");
        draft.StatusCode.ShouldBe(HttpStatusCode.OK);
        draft.Content.Headers.ContentType!.ToString().ShouldBe("text/markdown; charset=utf-8");
        var text = await draft.Content.ReadAsStringAsync();
        text.ShouldContain(@"Captions are \*late\*");
        text.ShouldContain("The queue grows.");
        text.ShouldNotContain("@");
        using var missing = await gateway.Viewer.GetAsync("/api/v1/operations/incidents/999999/post-mortem");
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_secret_of_a_channel_is_never_shown()
    {
        using var created = await gateway.Chief.PostAsJsonAsync("/api/v1/operations/channels", new { name = "On call", type = "slack", enabled = false, secret = "https://hooks.example.com/never-shown" });
        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await gateway.Chief.GetStringAsync("/api/v1/operations/channels")).ShouldNotContain("never-shown");
        (await gateway.Chief.GetStringAsync("/api/v1/audit/security?limit=200")).ShouldNotContain("never-shown");
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
