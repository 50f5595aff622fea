using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.GrpcCalls;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway;

[Collection(GatewayCollection.Name)]
public sealed class JobTests(GatewayFixture gateway)
{
    [Fact]
    public async Task Paging_lists_each_of_the_callers_jobs_once()
    {
        var user = await gateway.SignUpAsync();
        var stranger = await gateway.SignUpAsync();
        var ids = await SubmitAsync(user, 7);
        await SubmitAsync(stranger, 2);

        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await ListAsync(user, "limit=3" + (cursor is null ? "" : "&cursor=" + cursor));
            seen.AddRange(page.Items.Select(j => j.Id));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        seen.ShouldBe(ids.OrderByDescending(i => i.ToString(), StringComparer.Ordinal));

        var titled = await ListAsync(user, "q=job%203");
        titled.Items.Single().Title.ShouldBe("job 3");
        (await ListAsync(user, "state=running,succeeded")).Items.ShouldBeEmpty();
        (await ListAsync(user, "state=queued&state=running&kind=probe")).Items.Count.ShouldBe(7);
    }

    [Fact]
    public async Task A_forged_or_foreign_cursor_is_refused()
    {
        var user = await gateway.SignUpAsync();
        await SubmitAsync(user, 3);
        var cursor = (await ListAsync(user, "limit=1")).NextCursor!;
        var last = cursor[^5] == 'A' ? 'B' : 'A';
        foreach (var query in new[]
        {
            "cursor=abc", "cursor=", "cursor=" + cursor[..^5] + last + cursor[^4..], $"state=queued&cursor={cursor}",
        })
        {
            using var response = await user.Client.GetAsync("/api/v1/jobs?" + query);
            response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, query);
            (await Problem.ReadAsync(response)).Errors!.Keys.ShouldBe(["cursor"]);
        }

        var stranger = await gateway.SignUpAsync();
        (await stranger.Client.GetAsync("/api/v1/jobs?limit=1&cursor=" + cursor)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=x", "limit")]
    [InlineData("limit=1&limit=2", "limit")]
    [InlineData("state=dancing", "state")]
    [InlineData("state=3", "state")]
    [InlineData("priority=urgent", "priority")]
    [InlineData("colour=red", "colour")]
    [InlineData("owner_id=0198c0c0-0000-7000-8000-000000000000", "owner_id")]
    public async Task Invalid_parameters_are_named(string query, string field)
    {
        var user = await gateway.SignUpAsync();
        using var response = await user.Client.GetAsync("/api/v1/jobs?" + query);
        response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Problem.ReadAsync(response)).Errors!.Keys.ShouldBe([field]);
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("GET", "/log")]
    [InlineData("GET", "/attempts")]
    [InlineData("GET", "/webhook-deliveries")]
    [InlineData("GET", "/events")]
    [InlineData("GET", "/captions")]
    [InlineData("GET", "/media")]
    [InlineData("GET", "/peaks")]
    [InlineData("GET", "/video")]
    [InlineData("POST", "/captions/import?format=srt")]
    [InlineData("GET", "/captions/revisions")]
    [InlineData("GET", "/captions/revisions/0")]
    [InlineData("POST", "/captions/revisions/0/restore")]
    [InlineData("GET", "/links")]
    [InlineData("DELETE", "/links/01a1fd00-8988-7c2f-8b6b-678ed2adb173")]
    [InlineData("POST", "/cancel")]
    [InlineData("POST", "/retry")]
    [InlineData("DELETE", "")]
    public async Task A_job_of_another_user_is_not_found(string method, string path)
    {
        var user = await gateway.SignUpAsync();
        var stranger = await gateway.SignUpAsync();
        var id = (await SubmitAsync(user, 1)).Single();
        using var response = await stranger.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), $"/api/v1/jobs/{id}{path}"));
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound, method + path);
        (await Problem.ReadAsync(response)).Code.ShouldBe("not_found");
    }

    [Fact]
    public async Task Limits_are_unknown_while_JobManager_is_of_the_version_before()
    {
        var user = await gateway.SignUpAsync();
        (await user.Client.GetStringAsync("/api/v1/jobs/limits")).ShouldBe("""{"running":0,"next":0,"waiting":0,"slots":0,"share":0,"weight":1,"hosts":[]}""");
    }

    [Fact]
    public async Task The_progress_of_jobs_together_is_that_of_the_caller_s_own_with_a_tag()
    {
        var user = await gateway.SignUpAsync();
        foreach (var owner in (TestUser[])[user, user, await gateway.SignUpAsync()])
        {
            (await owner.Client.PostAsync("/api/v1/jobs", new StringContent("""{"kind":"probe","tags":["folder-1"]}""", MediaTypeHeaderValue.Parse("application/json")))).EnsureSuccessStatusCode();
        }

        (await user.Client.GetStringAsync("/api/v1/jobs/progress?tag=folder-1")).ShouldBe("""{"total":2,"ended":0,"failed":0,"percent":0}""");
        using var all = await user.Client.GetAsync("/api/v1/jobs/progress");
        (await Problem.ReadAsync(all)).Errors!.Keys.ShouldBe(["tag"]);
    }

    [Fact]
    public async Task An_operator_sees_jobs_of_all_users()
    {
        var id = (await SubmitAsync(await gateway.SignUpAsync(), 1)).Single();
        var operators = await gateway.SignInOperatorAsync();
        (await operators.Client.GetAsync($"/api/v1/jobs/{id}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await operators.Client.GetAsync($"/api/v1/jobs/{id}/log?limit=5")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Jobs_can_be_cancelled_retried_and_deleted()
    {
        var user = await gateway.SignUpAsync();
        var id = (await SubmitAsync(user, 1)).Single();
        (await user.Client.DeleteAsync($"/api/v1/jobs/{id}")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        using var cancelled = await user.Client.PostAsync($"/api/v1/jobs/{id}/cancel", null);
        cancelled.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await cancelled.Content.ReadFromJsonAsync<JobResponse>(GatewayFixture.Snake))!.State.ShouldBe(JobState.Cancelled);
        cancelled.Headers.ETag!.Tag.ShouldBe("\"2\"");
        (await user.Client.PostAsync($"/api/v1/jobs/{id}/retry", null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await user.Client.PostAsync($"/api/v1/jobs/{id}/cancel", null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await user.Client.DeleteAsync($"/api/v1/jobs/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await user.Client.GetAsync($"/api/v1/jobs/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("""{"action":"delete"}""", 422, "filter")]
    [InlineData("""{"action":"delete","filter":{}}""", 422, "filter")]
    [InlineData("""{"action":"delete","filter":{"states":[]}}""", 422, "filter")]
    [InlineData("""{"action":"delete","filter":{"q":" "}}""", 422, "filter")]
    [InlineData("""{"action":"explode","all":true}""", 400, "action")]
    [InlineData("""{"all":true}""", 400, "action")]
    [InlineData("""{"action":"cancel","filter":{"states":["dancing"]}}""", 400, "filter.states[0]")]
    [InlineData("""{"action":0,"all":true}""", 400, "action")]
    [InlineData("""{"action":"0","all":true}""", 400, "action")]
    [InlineData("""{"action":"cancel","filter":{"states":[2]}}""", 400, "filter.states[0]")]
    [InlineData("""{"action":"cancel","filter":{"states":["queued, running"]}}""", 400, "filter.states[0]")]
    [InlineData("""{"action":"cancel","filter":{"owner_id":"x"}}""", 400, "filter.owner_id")]
    [InlineData("""{"action":"cancel","filter":{"ids":[]}}""", 422, "filter.ids")]
    public async Task A_bulk_action_needs_a_filter(string body, int status, string field)
    {
        var user = await gateway.SignUpAsync();
        using var response = await user.Client.PostAsync("/api/v1/jobs/bulk", Json(body));
        var problem = await Problem.ReadAsync(response);
        problem.Status.ShouldBe(status);
        problem.Errors!.Keys.ShouldContain(field, string.Join(", ", problem.Errors!.Keys));
    }

    [Fact]
    public async Task A_bulk_action_affects_only_the_callers_jobs_even_for_operators()
    {
        var operators = await gateway.SignInOperatorAsync();
        using var response = await operators.Client.PostAsync("/api/v1/jobs/bulk", Json("""{"action":"cancel","all":true}"""));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).ShouldBe("""{"matched":2,"changed":1}""");
        gateway.JobManager.BulkActions.Last(a => a.Actor.UserId.ToGuid() == operators.Id).Filter.OwnerId.ToGuid().ShouldBe(operators.Id);
    }

    [Fact]
    public async Task Results_contain_no_object_keys()
    {
        var user = await gateway.SignUpAsync();
        var id = (await SubmitAsync(user, 1)).Single();
        gateway.JobManager.Change(id, j => j with
        {
            State = JobState.Succeeded,
            Result = JsonSerializer.SerializeToElement(new { cues = 3, captions_object = "captions/x/r0.json", media_object = "media/x/source" }),
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        });
        var text = await user.Client.GetStringAsync($"/api/v1/jobs/{id}");
        text.ShouldContain("\"cues\":3");
        text.ShouldNotContain("object");
        text.ShouldContain("\"trace_id\":\"0af7651916cd43dd8448eb211c80319c\"");
        (await user.Client.GetStringAsync("/api/v1/jobs")).ShouldNotContain("captions_object");
    }

    [Theory]
    [InlineData("GET", "/api/v1/nothing", 404)]
    [InlineData("GET", "/", 404)]
    [InlineData("GET", "/api/v1/jobs/not-an-id", 404)]
    [InlineData("PUT", "/api/v1/jobs", 405)]
    [InlineData("GET", "/api/v1/auth/register", 405)]
    public async Task An_unknown_route_answers_with_a_problem(string method, string path, int status)
    {
        using var response = await gateway.Anonymous.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        ((int)response.StatusCode).ShouldBe(status);
        (await Problem.ReadAsync(response)).Status.ShouldBe(status);
        response.Headers.Contains("X-Process-Time").ShouldBeTrue();
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
    }

    [Theory]
    [InlineData("/api/v1/auth/register")]
    [InlineData("/api/v1/auth/sign-in")]
    [InlineData("/api/v1/auth/refresh")]
    [InlineData("/api/v1/auth/sign-out")]
    [InlineData("/api/v1/auth/me")]
    [InlineData("/api/v1/auth/password")]
    [InlineData("/api/v1/api-keys")]
    [InlineData("/api/v1/api-keys/{id}")]
    [InlineData("/api/v1/jobs")]
    [InlineData("/api/v1/jobs/batch")]
    [InlineData("/api/v1/jobs/bulk")]
    [InlineData("/api/v1/jobs/{id}")]
    [InlineData("/api/v1/jobs/{id}/cancel")]
    [InlineData("/api/v1/jobs/{id}/retry")]
    [InlineData("/api/v1/jobs/{id}/events")]
    [InlineData("/api/v1/jobs/events")]
    [InlineData("/api/v1/jobs/{id}/log")]
    [InlineData("/api/v1/jobs/{id}/attempts")]
    [InlineData("/api/v1/jobs/{id}/webhook-deliveries")]
    [InlineData("/api/v1/jobs/{id}/captions")]
    [InlineData("/api/v1/jobs/{id}/captions/import")]
    [InlineData("/api/v1/jobs/{id}/captions/document")]
    [InlineData("/api/v1/jobs/{id}/captions/revisions")]
    [InlineData("/api/v1/jobs/{id}/captions/revisions/{revision}")]
    [InlineData("/api/v1/jobs/{id}/captions/revisions/{revision}/name")]
    [InlineData("/api/v1/jobs/{id}/captions/revisions/{revision}/restore")]
    [InlineData("/api/v1/jobs/{id}/links")]
    [InlineData("/api/v1/jobs/{id}/links/{link}")]
    [InlineData("/api/v1/links/current")]
    [InlineData("/api/v1/jobs/{id}/media")]
    [InlineData("/api/v1/jobs/{id}/peaks")]
    [InlineData("/api/v1/jobs/progress")]
    [InlineData("/api/v1/jobs/{id}/video")]
    [InlineData("/api/v1/uploads")]
    [InlineData("/api/v1/uploads/{id}")]
    [InlineData("/api/v1/kinds")]
    [InlineData("/api/v1/audit")]
    public async Task The_description_of_the_API_has_every_path(string path)
    {
        using var document = await DescriptionAsync();
        document.RootElement.GetProperty("paths").TryGetProperty(path, out _).ShouldBeTrue(path);
    }

    [Fact]
    public async Task A_submission_is_described_by_an_example_its_answers_and_its_key()
    {
        using var document = await DescriptionAsync();
        var create = document.RootElement.GetProperty("paths").GetProperty("/api/v1/jobs").GetProperty("post");
        create.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("example").GetProperty("kind").GetString().ShouldBe("captions");
        create.GetProperty("responses").EnumerateObject().Select(r => r.Name).ShouldBe(["202", "400", "401", "403", "413", "415", "422", "429", "500", "503"], ignoreOrder: true);
        create.GetProperty("parameters")[0].GetProperty("name").GetString().ShouldBe("Idempotency-Key");
        create.GetProperty("security").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Every_operation_is_described_by_an_id_and_a_summary()
    {
        using var document = await DescriptionAsync();
        foreach (var operation in document.RootElement.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject()))
        {
            operation.Value.TryGetProperty("operationId", out _).ShouldBeTrue(operation.Value.ToString());
            operation.Value.TryGetProperty("summary", out _).ShouldBeTrue(operation.Value.ToString());
        }
    }

    [Fact]
    public async Task Problems_bodies_and_credentials_are_described_once()
    {
        using var document = await DescriptionAsync();
        var components = document.RootElement.GetProperty("components");
        components.GetProperty("schemas").GetProperty("ProblemDetails").GetProperty("properties").TryGetProperty("errors", out _).ShouldBeTrue();
        components.GetProperty("schemas").GetProperty("ProblemDetails").GetProperty("properties").TryGetProperty("rules", out _).ShouldBeTrue();
        components.GetProperty("securitySchemes").EnumerateObject().Count().ShouldBe(2);
        components.GetProperty("schemas").GetProperty("CreateJobRequest").GetProperty("properties").TryGetProperty("max_attempts", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task The_API_page_runs_only_its_own_scripts()
    {
        using var page = await gateway.Anonymous.GetAsync("/docs/index.html");
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("script-src 'self'");
    }

    internal static async Task<List<Guid>> SubmitAsync(TestUser user, int count)
    {
        var ids = new List<Guid>();
        for (var i = 0; i < count; i++)
        {
            using var response = await user.Client.PostAsJsonAsync("/api/v1/jobs", new { kind = "probe", title = $"job {i}" });
            ids.Add((await response.Content.ReadFromJsonAsync<JobAccepted>(GatewayFixture.Snake))!.Id);
        }

        return ids;
    }

    private static StringContent Json(string text) => new(text, MediaTypeHeaderValue.Parse("application/json"));

    private static async Task<PageResponse<JobResponse>> ListAsync(TestUser user, string query) =>
        (await user.Client.GetFromJsonAsync<PageResponse<JobResponse>>("/api/v1/jobs?" + query, GatewayFixture.Snake))!;

    private async Task<JsonDocument> DescriptionAsync() => JsonDocument.Parse(await gateway.Anonymous.GetStringAsync("/openapi/v1.json"));
}
