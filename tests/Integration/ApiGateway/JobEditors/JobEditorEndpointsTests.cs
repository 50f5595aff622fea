using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.JobEditors;
using Platform.Contracts.PublicApi;
using Platform.Integration.ApiGateway.CaptionLinks;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway.JobEditors;

/// <summary>Accounts that are invited to the captions of a job read and edit these, and nothing else of its owner.</summary>
[Collection(GatewayCollection.Name)]
public sealed class JobEditorEndpointsTests(GatewayFixture gateway) : IAsyncLifetime
{
    private TestUser _owner = null!;
    private Guid _id;

    public async Task InitializeAsync()
    {
        _owner = await gateway.SignUpAsync();
        _id = await gateway.FinishJobAsync(_owner);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("owner", 200, 200, 200, 200, 404)]
    [InlineData("editor", 200, 200, 200, 404, 200)]
    [InlineData("viewer", 200, 404, 404, 404, 200)]
    [InlineData("stranger", 404, 404, 404, 404, 404)]
    [InlineData("unverified", 404, 404, 404, 404, 404)]
    [InlineData("anonymous", 401, 401, 401, 401, 401)]
    public async Task Each_route_is_open_to_whom_it_is_meant_for(string role, int reads, int lists, int saves, int owns, int shared)
    {
        using var client = await ClientOfAsync(role);
        foreach (var (path, status) in (IEnumerable<(string, int)>)
        [
            (Job("/captions"), reads), (Job("/captions/revisions"), lists), (Job("/captions/revisions/0"), lists), (Job("/editors"), owns), (Job("/links"), owns), (Job(""), owns),
            (Job("/comments"), owns), (Job("/recognitions"), owns), ($"/api/v1/shared-jobs/{_id}", shared),
        ])
        {
            using var answer = await client.GetAsync(path);
            ((int)answer.StatusCode).ShouldBe(status, $"{role}: {path}");
        }

        using var saved = await SaveAsync(client, 0);
        ((int)saved.StatusCode).ShouldBe(saves, role);
    }

    [Fact]
    public async Task An_editor_saves_in_the_owners_job_and_the_owner_sees_who_did()
    {
        var editor = await VerifiedAsync();
        var invited = await InviteAsync(editor.Email, JobEditorRoles.Editor);
        var shared = (await SharedAsync(editor)).ShouldHaveSingleItem();
        (shared.JobId, shared.Title, shared.Role, shared.Captions).ShouldBe((_id, "talk.mp3", "editor", new SharedCaptions("en-US", 10, false, 1000, 0)));
        using var saved = await SaveAsync(editor.Client, 0);
        saved.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _owner.Client.GetStringAsync(Job("/captions?format=txt"))).ShouldContain("by an editor");
        (await SavedByAsync(_owner.Client)).ShouldBe([editor.Id, null]);
        using var outdated = await SaveAsync(editor.Client, 0);
        outdated.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);

        (await EventsAsync()).ShouldBe([$"job_editor.invited: {invited.Id} of job {_id}, editor", $"job_editor.saved: job {_id} by account {editor.Id}"]);
    }

    [Fact]
    public async Task What_is_revoked_or_given_up_is_not_found_from_then_on()
    {
        var editor = await VerifiedAsync();
        var invited = await InviteAsync(editor.Email, JobEditorRoles.Editor);
        (await StatusAsync(editor)).ShouldBe(HttpStatusCode.OK);
        using var revoked = await _owner.Client.DeleteAsync(Job($"/editors/{invited.Id}"));
        revoked.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await StatusAsync(editor)).ShouldBe(HttpStatusCode.NotFound);
        using var again = await _owner.Client.DeleteAsync(Job($"/editors/{invited.Id}"));
        again.StatusCode.ShouldBe(HttpStatusCode.NotFound);

        await InviteAsync(editor.Email, JobEditorRoles.Viewer);
        (await StatusAsync(editor)).ShouldBe(HttpStatusCode.OK);
        using var left = await editor.Client.DeleteAsync($"/api/v1/shared-jobs/{_id}");
        left.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await StatusAsync(editor)).ShouldBe(HttpStatusCode.NotFound);
        (await ListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_address_without_account_gets_the_same_answer_and_the_invitation_once_it_is_verified()
    {
        var address = $"{Guid.CreateVersion7():N}@example.com";
        var unknown = await InviteAsync(address, JobEditorRoles.Viewer);
        (unknown.Email, unknown.Role).ShouldBe((address, "viewer"));
        (await ListAsync()).ShouldHaveSingleItem().Id.ShouldBe(unknown.Id);
        var user = await gateway.SignUpAsync(address);
        (await SharedAsync(user)).ShouldBeEmpty();
        await VerifyAsync(user);
        (await SharedAsync(user)).ShouldHaveSingleItem().JobId.ShouldBe(_id);
        (await StatusAsync(user)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_invitation_changes_its_role_instead_of_being_made_twice()
    {
        var editor = await VerifiedAsync();
        var first = await InviteAsync(editor.Email, JobEditorRoles.Editor);
        var second = await InviteAsync(editor.Email, JobEditorRoles.Viewer);
        (second.Id, second.Role).ShouldBe((first.Id, "viewer"));
        using var refused = await SaveAsync(editor.Client, 0);
        refused.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_key_of_an_invited_account_has_its_scopes_only()
    {
        var editor = await VerifiedAsync();
        await InviteAsync(editor.Email, JobEditorRoles.Editor);
        using var made = await editor.Client.PostAsync("/api/v1/api-keys", Json("""{"name":"reader","scopes":["jobs:read"]}"""));
        using var reader = new HttpClient
        {
            BaseAddress = gateway.Address,
            DefaultRequestHeaders = { { "X-Api-Key", (await made.Content.ReadFromJsonAsync<ApiKeyResponse>(GatewayFixture.Snake))!.Key } },
        };
        using var read = await reader.GetAsync(Job("/captions"));
        read.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var saved = await SaveAsync(reader, 0);
        saved.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("""{"email":"nobody"}""", 422, "email")]
    [InlineData("""{"email":"bo@example.com","role":"owner"}""", 422, "role")]
    [InlineData("""{"role":"editor"}""", 400, "email")]
    public async Task Invalid_fields_are_named(string body, int status, string field)
    {
        using var answer = await _owner.Client.PostAsync(Job("/editors"), Json(body));
        ((int)answer.StatusCode).ShouldBe(status);
        (await Problem.ReadAsync(answer)).Errors!.Keys.ShouldBe([field]);
        (await ListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_job_has_so_many_invitations_and_no_more_even_when_they_are_made_concurrently()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, JobEditorEndpoints.MaxEditors + 3)
            .Select(i => _owner.Client.PostAsync(Job("/editors"), Json($$"""{"email":"{{i}}@example.org"}"""))));
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(JobEditorEndpoints.MaxEditors);
        (await Problem.ReadAsync(answers.First(answer => answer.StatusCode != HttpStatusCode.Created))).Code.ShouldBe("quota_exceeded");
    }

    private async Task<HttpClient> ClientOfAsync(string role)
    {
        if (role == "anonymous")
        {
            return new HttpClient { BaseAddress = gateway.Address };
        }

        var user = role switch { "owner" => _owner, "unverified" => await gateway.SignUpAsync(), _ => await VerifiedAsync() };
        if (role is "editor" or "viewer" or "unverified")
        {
            await InviteAsync(user.Email, role == "viewer" ? JobEditorRoles.Viewer : JobEditorRoles.Editor);
        }

        return new HttpClient { BaseAddress = gateway.Address, DefaultRequestHeaders = { Authorization = user.Client.DefaultRequestHeaders.Authorization } };
    }

    private async Task<TestUser> VerifiedAsync()
    {
        var user = await gateway.SignUpAsync();
        await VerifyAsync(user);
        return user;
    }

    private async Task VerifyAsync(TestUser user)
    {
        await using var scope = gateway.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IdentityDb>().Users.Where(known => known.Id == user.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(known => known.EmailConfirmed, true));
        gateway.Services.GetRequiredService<Revocations>().Revoke(user.Id);
    }

    private async Task<JobEditor> InviteAsync(string email, string role)
    {
        using var answer = await _owner.Client.PostAsJsonAsync(Job("/editors"), new InviteEditorRequest(email, role), GatewayFixture.Snake);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JobEditor>(GatewayFixture.Snake))!;
    }

    private async Task<IReadOnlyList<JobEditor>> ListAsync() =>
        (await _owner.Client.GetFromJsonAsync<ListResponse<JobEditor>>(Job("/editors"), GatewayFixture.Snake))!.Items;

    private static async Task<IReadOnlyList<SharedJob>> SharedAsync(TestUser user) =>
        (await user.Client.GetFromJsonAsync<ListResponse<SharedJob>>("/api/v1/shared-jobs", GatewayFixture.Snake))!.Items;

    private async Task<HttpStatusCode> StatusAsync(TestUser user)
    {
        using var answer = await user.Client.GetAsync(Job("/captions"));
        return answer.StatusCode;
    }

    private async Task<HttpResponseMessage> SaveAsync(HttpClient client, int revision)
    {
        using var save = new HttpRequestMessage(HttpMethod.Put, Job("/captions/document")) { Content = Json("""{"cues":[{"id":"cue-1","start":0.5,"end":2,"text":"by an editor"}]}""") };
        save.Headers.IfMatch.Add(EntityTagHeaderValue.Parse($"\"r{revision}\""));
        return await client.SendAsync(save);
    }

    private async Task<IEnumerable<Guid?>> SavedByAsync(HttpClient client) =>
        (await client.GetFromJsonAsync<ListResponse<CaptionRevision>>(Job("/captions/revisions"), GatewayFixture.Snake))!.Items.Select(revision => revision.SavedBy);

    private async Task<List<string>> EventsAsync()
    {
        await using var scope = gateway.Services.CreateAsyncScope();
        var events = await scope.ServiceProvider.GetRequiredService<IdentityDb>().SecurityEvents.AsNoTracking()
            .Where(known => known.UserId == _owner.Id && known.Event.StartsWith("job_editor")).OrderBy(known => known.Id).ToListAsync();
        return [.. events.Select(known => $"{known.Event}: {known.Detail}")];
    }

    private string Job(string path) => $"/api/v1/jobs/{_id}{path}";

    private static StringContent Json(string text) => new(text, MediaTypeHeaderValue.Parse("application/json"));
}
