using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.OrphanedObjects;
using Platform.Contracts;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Contracts.PublicApi;
using Platform.Integration.JobManager;
using Platform.ObjectStorage;
using Platform.Testkit.Files;
using Platform.Testkit.Hosting;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway;

/// <summary>The gateway with the real JobManager behind it; only the worker is played.</summary>
[Collection(JobManagerCollection.Name)]
public sealed class WholeWayTests(JobManagerFixture jobs) : IAsyncLifetime
{
    private readonly TemporaryFolder _storage = new();
    private RunningService<IdentityDb> _gateway = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _gateway = new RunningService<IdentityDb>(new Dictionary<string, string>
        {
            ["ConnectionStrings:platform"] = jobs.Postgres.ConnectionString,
            ["ConnectionStrings:redis"] = jobs.Redis,
            ["services:job-manager:http:0"] = jobs.Http.BaseAddress!.ToString(),
            ["services:job-manager:grpc:0"] = jobs.GrpcAddress.ToString(),
            ["Storage:Local:Root"] = _storage.Path,
            ["OrphanedObjects:Grace"] = "00:00:00",
            ["Logging:LogLevel:Default"] = "Warning",
        }, QuickPasswords.In).Start();
        await GatewayFixture.MigrateAsync(_gateway.Services);

        _client = await SignUpAsync();
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _gateway.DisposeAsync();
        _storage.Dispose();
    }

    [Fact]
    public async Task A_job_runs_to_its_end_and_its_stream_reports_each_state()
    {
        await using var worker = await FakeWorker.StartAsync(jobs.RabbitMq);
        var id = await SubmitAsync("""{"kind":"captions","input":{"url":"https://192.0.43.7/talk.mp3"},"title":"A talk","tags":["t"]}""");
        await using var stream = await EventStream.OpenAsync(_client, $"/api/v1/jobs/{id}/events");
        var assigned = await worker.AssignedAsync(id);
        await worker.TakeLeaseAsync(assigned);
        await worker.ReportAsync(progressed:
        [
            new AttemptProgressed(id, assigned.Attempt, new JobProgress(40, "transcribe", "part 2 of 5", 30), Log: [new JobLogLine(TimeProvider.System.GetUtcNow(), "info", "Part 1 done")]),
        ]);
        JsonElement running;
        do
        {
            running = await stream.NextAsync("job");
        }
        while (!running.TryGetProperty("progress", out var progress) || progress.GetProperty("percent").GetDouble() < 40);

        var storage = _gateway.Services.GetRequiredService<IObjectStore>();
        var document = new CaptionDocument("en-US", 10, 0, [new CaptionCue(1, 0.5, 2, "hello world", null)]);
        await storage.PutAsync(ObjectKeys.Captions(id, 0), new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(document, ContractsJson.Default.CaptionDocument)));
        var result = new CaptionsResult(10, 1, 2, "en-US", "played", "audio/mpeg", 10, false, 0, ObjectKeys.Captions(id, 0), ObjectKeys.Media(id));
        await worker.EndAsync(assigned, result: JsonSerializer.Serialize(result, ContractsJson.Default.CaptionsResult));
        JsonElement end;
        do
        {
            end = await stream.NextAsync("job");
        }
        while (end.GetProperty("state").GetString() != "succeeded");

        // Log, attempts, deliveries, list by text and tag.
        (await _client.GetStringAsync($"/api/v1/jobs/{id}/log")).ShouldContain("Part 1 done");
        (await _client.GetStringAsync($"/api/v1/jobs/{id}/attempts")).ShouldContain("\"outcome\":\"succeeded\"");
        (await _client.GetStringAsync($"/api/v1/jobs/{id}/webhook-deliveries")).ShouldBe("""{"items":[]}""");
        var found = await _client.GetFromJsonAsync<PageResponse<JobResponse>>("/api/v1/jobs?q=TALK&tag=t&state=succeeded&kind=captions&priority=normal", GatewayFixture.Snake);
        found!.Items.Single().Id.ShouldBe(id);

        // An edit against the real version check.
        var edit = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/jobs/{id}/captions") { Content = Json("""{"cues":[{"index":1,"text":"Hello, world."}]}""") };
        edit.Headers.IfMatch.Add(EntityTagHeaderValue.Parse("\"r0\""));
        using var edited = await _client.SendAsync(edit);
        edited.StatusCode.ShouldBe(HttpStatusCode.OK, await edited.Content.ReadAsStringAsync());
        (await _client.GetStringAsync($"/api/v1/jobs/{id}/captions?format=txt")).ShouldContain("Hello, world.");
    }

    [Fact]
    public async Task Deleting_a_job_deletes_its_objects()
    {
        await using var worker = await FakeWorker.StartAsync(jobs.RabbitMq);
        var storage = _gateway.Services.GetRequiredService<IObjectStore>();
        var deleted = await EndedJobAsync(worker, storage);
        var prunedLater = await EndedJobAsync(worker, storage);
        var kept = await EndedJobAsync(worker, storage);

        (await _client.DeleteAsync(new Uri($"/api/v1/jobs/{deleted}", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await KeysAsync(storage, deleted)).ShouldBeEmpty();

        // Gone without the gateway's knowledge, as by age or in bulk.
        using var bulk = await _client.PostAsync(new Uri("/api/v1/jobs/bulk", UriKind.Relative), Json($$$"""{"action":"delete","filter":{"ids":["{{{prunedLater}}}"]}}"""));
        bulk.StatusCode.ShouldBe(HttpStatusCode.OK, await bulk.Content.ReadAsStringAsync());
        var sweep = _gateway.Services.GetRequiredService<OrphanedObjectSweep>();
        (await sweep.RunOnceAsync(CancellationToken.None)).ShouldBe(3);
        (await KeysAsync(storage, prunedLater)).ShouldBeEmpty();
        (await KeysAsync(storage, kept)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Keys_replay_actions_apply_and_bulk_deletes()
    {
        async Task<HttpResponseMessage> SendAsync(string body)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/jobs") { Content = Json(body) };
            request.Headers.Add("Idempotency-Key", "way-1");
            return await _client.SendAsync(request);
        }

        var start = TimeProvider.System.GetUtcNow().AddDays(3);
        using var first = await SendAsync($$"""{"kind":"probe","start_at":"{{start:O}}"}""");
        using var second = await SendAsync($$"""{"start_at":"{{start.ToOffset(TimeSpan.FromHours(1)):O}}","kind":"probe"}""");
        second.Headers.Location.ShouldBe(first.Headers.Location);
        (await second.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        (await SendAsync("""{"kind":"probe"}""")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);

        var path = first.Headers.Location!.ToString();
        using var cancelled = await _client.PostAsync(path + "/cancel", null);
        (await cancelled.Content.ReadFromJsonAsync<JobResponse>(GatewayFixture.Snake))!.State.ShouldBe(JobState.Cancelled);
        (await _client.PostAsync(path + "/retry", null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await _client.PostAsync(path + "/cancel", null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);

        using var stranger = await SignUpAsync();
        (await stranger.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.PostAsync(path + "/cancel", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        using var bulk = await _client.PostAsync("/api/v1/jobs/bulk", Json("""{"action":"delete","filter":{"states":["cancelled"]}}"""));
        (await bulk.Content.ReadFromJsonAsync<ActOnJobsResult>(GatewayFixture.Snake))!.Changed.ShouldBe(1);
        (await _client.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_batch_is_stored_in_its_order_and_listed_page_by_page()
    {
        using var batch = await _client.PostAsync("/api/v1/jobs/batch", Json("{\"jobs\":[" + string.Join(',', Enumerable.Range(0, 30).Select(i => $"{{\"kind\":\"probe\",\"title\":\"b{i}\"}}")) + "]}"));
        batch.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var ids = (await batch.Content.ReadFromJsonAsync<CreateJobsResponse>(GatewayFixture.Snake))!.Results.Select(r => r.Id!.Value).ToList();
        var seen = new List<JobResponse>();
        string? cursor = null;
        do
        {
            var page = await _client.GetFromJsonAsync<PageResponse<JobResponse>>("/api/v1/jobs?limit=7" + (cursor is null ? "" : "&cursor=" + cursor), GatewayFixture.Snake);
            seen.AddRange(page!.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        seen.Select(j => j.Id).Order().ShouldBe(ids.Order());
        seen.Single(j => j.Id == ids[7]).Title.ShouldBe("b7");
    }

    private async Task<Guid> SubmitAsync(string body)
    {
        using var response = await _client.PostAsync("/api/v1/jobs", Json(body));
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<JobAccepted>(GatewayFixture.Snake))!.Id;
    }

    private async Task<HttpClient> SignUpAsync()
    {
        var client = new HttpClient { BaseAddress = _gateway.Address };
        var account = new { email = $"{Guid.CreateVersion7():N}@example.com", password = GatewayFixture.Password };
        (await client.PostAsJsonAsync("/api/v1/auth/register", account)).EnsureSuccessStatusCode();
        using var signedIn = await client.PostAsJsonAsync("/api/v1/auth/sign-in", account);
        var tokens = await signedIn.Content.ReadFromJsonAsync<TokenResponse>(GatewayFixture.Snake);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens!.AccessToken);
        return client;
    }

    private static StringContent Json(string text) => new(text, MediaTypeHeaderValue.Parse("application/json"));

    private static async Task<List<string>> KeysAsync(IObjectStore storage, Guid job)
    {
        var keys = new List<string>();
        foreach (var root in (string[])["media/", "captions/", "work/"])
        {
            await foreach (var item in storage.ListAsync($"{root}{job}/"))
            {
                keys.Add(item.Key);
            }
        }

        return keys;
    }

    private async Task<Guid> EndedJobAsync(FakeWorker worker, IObjectStore storage)
    {
        var id = await SubmitAsync("""{"kind":"captions","input":{"url":"https://192.0.43.7/talk.mp3"}}""");
        var assigned = await worker.AssignedAsync(id);
        await worker.TakeLeaseAsync(assigned);
        foreach (var key in (string[])[ObjectKeys.Media(id), ObjectKeys.Captions(id, 0), ObjectKeys.Work(id) + "plan.json"])
        {
            await storage.PutAsync(key, new MemoryStream([1, 2, 3]));
        }

        var result = new CaptionsResult(10, 1, 2, "en-US", "played", "audio/mpeg", 10, false, 0, ObjectKeys.Captions(id, 0), ObjectKeys.Media(id));
        await worker.EndAsync(assigned, result: JsonSerializer.Serialize(result, ContractsJson.Default.CaptionsResult));
        await Eventually.BecomesTrueAsync(async () => (await _client.GetStringAsync($"/api/v1/jobs/{id}")).Contains("\"succeeded\"", StringComparison.Ordinal));
        return id;
    }
}
