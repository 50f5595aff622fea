using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.ApiGateway.Database;
using Platform.Contracts;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.ObjectStorage;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway;

/// <summary>The recording of a finished job once more.</summary>
[Collection(GatewayCollection.Name)]
public sealed class RecognitionTests(GatewayFixture gateway) : IAsyncLifetime
{
    private const string Url = "https://192.0.43.7/talk.mp3";

    private TestUser _user = null!;

    public async Task InitializeAsync() => _user = await gateway.SignUpAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Recognising_again_creates_another_job_and_leaves_the_first_unchanged()
    {
        var first = await SucceededAsync($$"""{"kind":"captions","input":{"url":"{{Url}}","language":"en-US","speakers":3},"title":"A talk","tags":["conference"],"priority":"high"}""");
        var before = await _user.Client.GetStringAsync($"/api/v1/jobs/{first}");
        var second = await AgainAsync(first, """{"language":"es-ES","translate":true,"vocabulary":["Ada"],"speakers":"auto"}""");
        second.ShouldNotBe(first);

        var submitted = gateway.JobManager.Submitted.Single(job => job.Id == second);
        (submitted.Title, submitted.Priority, submitted.Kind).ShouldBe(("A talk", JobPriority.High, "captions"));
        submitted.Tags.ShouldBe(["conference"]);
        submitted.Input.GetRawText().ShouldBe($$"""{"url":"{{Url}}","language":"es-ES","translate":true,"vocabulary":["Ada"],"speakers":"auto","recognition_of":"{{first}}"}""");
        (await _user.Client.GetStringAsync($"/api/v1/jobs/{first}")).ShouldBe(before);
        (await _user.Client.GetStringAsync($"/api/v1/jobs/{first}/captions?format=txt")).ShouldContain("hello");
    }

    [Fact]
    public async Task A_stretch_of_a_recording_can_be_recognised_again()
    {
        var first = await SucceededAsync($$$"""{"kind":"captions","input":{"url":"{{{Url}}}"}}""");
        var second = await AgainAsync(first, """{"language":"es-ES","range":{"start":1.25,"end":4}}""");
        gateway.JobManager.Submitted.Single(job => job.Id == second).Input.GetRawText()
            .ShouldBe($$$"""{"url":"{{{Url}}}","language":"es-ES","recognition_of":"{{{first}}}","range":{"start":1.25,"end":4}}""");
        var typed = await AgainAsync(first, """{"language":"pt-BR","recognise":false}""");
        gateway.JobManager.Submitted.Single(job => job.Id == typed).Input.GetProperty("recognise").GetBoolean().ShouldBeFalse();
        await AgainAsync(first, """{"range":{"start":0.2,"end":0.3}}""");
        using var backwards = await PostAsync($"/api/v1/jobs/{first}/recognitions", """{"range":{"start":4,"end":1}}""");
        (await Problem.ReadAsync(backwards)).Errors!.Keys.ShouldBe(["range.end"]);
    }

    [Fact]
    public async Task All_recognitions_of_a_recording_are_linked_by_the_first_job()
    {
        var first = await SucceededAsync($$$"""{"kind":"captions","input":{"url":"{{{Url}}}"}}""");
        var second = await AgainAsync(first, "{}");
        await SucceedAsync(second);
        var third = await AgainAsync(second, """{"language":"pt-BR"}""");
        gateway.JobManager.Submitted.Single(job => job.Id == third).Input.GetProperty("recognition_of").GetGuid().ShouldBe(first);

        // One whose title is the first's id is none of them.
        using var named = await PostAsync("/api/v1/jobs", $$"""{"kind":"captions","input":{"url":"{{Url}}"},"title":"{{first}}"}""");
        named.StatusCode.ShouldBe(HttpStatusCode.Accepted);

        (await ListAsync(first)).ShouldBe([third, second]);
        (await ListAsync(second)).ShouldBe([third]);
        (await ListAsync(third)).ShouldBe([second]);
        var other = await SucceededAsync($$$"""{"kind":"captions","input":{"url":"{{{Url}}}"}}""");
        (await ListAsync(other)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_same_key_returns_the_same_job_and_refuses_different_input()
    {
        var first = await SucceededAsync($$$"""{"kind":"captions","input":{"url":"{{{Url}}}"}}""");
        var second = await AgainAsync(first, """{"language":"es"}""", "key");
        (await AgainAsync(first, """{"language":"es"}""", "key")).ShouldBe(second);
        using var otherwise = await PostAsync($"/api/v1/jobs/{first}/recognitions", """{"language":"fr"}""", "key");
        (await Problem.ReadAsync(otherwise)).Code.ShouldBe("idempotency_key_reused");

        // Of another recording it is another wish.
        var other = await SucceededAsync($$$"""{"kind":"captions","input":{"url":"{{{Url}}}"}}""");
        using var elsewhere = await PostAsync($"/api/v1/jobs/{other}/recognitions", """{"language":"es"}""", "key");
        (await Problem.ReadAsync(elsewhere)).Code.ShouldBe("idempotency_key_reused");
    }

    [Fact]
    public async Task An_upload_is_kept_while_one_of_its_jobs_exists()
    {
        var upload = await UploadAsync();
        var first = await SucceededAsync($$$"""{"kind":"captions","input":{"upload_id":"{{{upload}}}"}}""");
        var second = await AgainAsync(first, "{}");
        gateway.JobManager.Submitted.Single(job => job.Id == second).Input.GetProperty("upload_id").GetGuid().ShouldBe(upload);
        await using var scope = gateway.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        (await db.UploadUses.Where(use => use.UploadId == upload).Select(use => use.JobId).ToListAsync()).ShouldBe([first, second], ignoreOrder: true);

        // It was deleted by its owner meanwhile.
        using var delete = new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/uploads/{upload}");
        delete.Headers.Add("Tus-Resumable", "1.0.0");
        (await _user.Client.SendAsync(delete)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var late = await PostAsync($"/api/v1/jobs/{first}/recognitions", "{}");
        late.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Only_the_callers_finished_jobs_can_be_recognised_again()
    {
        using var accepted = await PostAsync("/api/v1/jobs", $$$"""{"kind":"captions","input":{"url":"{{{Url}}}"}}""");
        var waiting = (await accepted.Content.ReadFromJsonAsync<JobAccepted>(GatewayFixture.Snake))!.Id;
        using var early = await PostAsync($"/api/v1/jobs/{waiting}/recognitions", "{}");
        early.StatusCode.ShouldBe(HttpStatusCode.Conflict);

        var first = await SucceededAsync($$$"""{"kind":"captions","input":{"url":"{{{Url}}}"}}""");
        foreach (var other in (TestUser[])[await gateway.SignUpAsync(), await gateway.SignInOperatorAsync()])
        {
            using var post = await other.Client.PostAsync($"/api/v1/jobs/{first}/recognitions", Json("{}"));
            post.StatusCode.ShouldBe(HttpStatusCode.NotFound, other.Email);
        }

        using var probe = await PostAsync("/api/v1/jobs", """{"kind":"probe"}""");
        using var none = await PostAsync($"/api/v1/jobs/{(await probe.Content.ReadFromJsonAsync<JobAccepted>(GatewayFixture.Snake))!.Id}/recognitions", "{}");
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("""{"url":"https://example.org/a"}""", 400, "url")]
    [InlineData("""{"recognition_of":"0198c0c0-0000-7000-8000-000000000000"}""", 400, "recognition_of")]
    [InlineData("""{"language":"english!"}""", 422, "language")]
    [InlineData("""{"speakers":7}""", 422, "speakers")]
    [InlineData("""{"speakers":"many"}""", 400, "speakers")]
    [InlineData("""{"vocabulary":["a",""]}""", 422, "vocabulary[1]")]
    [InlineData("""{"style":{"lines":0}}""", 422, "style.lines")]
    [InlineData("""{"track":100}""", 400, "track")]
    public async Task Invalid_fields_are_named(string body, int status, string field)
    {
        var first = await SucceededAsync($$$"""{"kind":"captions","input":{"url":"{{{Url}}}"}}""");
        using var answer = await PostAsync($"/api/v1/jobs/{first}/recognitions", body);
        ((int)answer.StatusCode).ShouldBe(status);
        (await Problem.ReadAsync(answer)).Errors!.Keys.ShouldBe([field]);
    }

    private async Task<Guid> SucceededAsync(string body)
    {
        using var response = await PostAsync("/api/v1/jobs", body);
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
        var id = (await response.Content.ReadFromJsonAsync<JobAccepted>(GatewayFixture.Snake))!.Id;
        await SucceedAsync(id);
        return id;
    }

    private async Task SucceedAsync(Guid id)
    {
        var document = new CaptionDocument("en-US", 10, 0, [new CaptionCue(1, 0.5, 2, "hello", null)]);
        await gateway.Services.GetRequiredService<IObjectStore>().PutAsync(
            ObjectKeys.Captions(id, 0), new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(document, ContractsJson.Default.CaptionDocument)));
        var result = new CaptionsResult(10, 1, 1, "en-US", "whisper", "audio/mpeg", 10, false, 0, ObjectKeys.Captions(id, 0), ObjectKeys.Media(id));
        gateway.JobManager.Change(id, job => job with { State = JobState.Succeeded, Result = JsonSerializer.SerializeToElement(result, ContractsJson.Default.CaptionsResult) });
    }

    private async Task<Guid> UploadAsync()
    {
        using var create = new HttpRequestMessage(HttpMethod.Post, "/api/v1/uploads");
        create.Headers.Add("Tus-Resumable", "1.0.0");
        create.Headers.Add("Upload-Length", "3");
        using var created = await _user.Client.SendAsync(create);
        var id = Guid.Parse(created.Headers.Location!.ToString().Split('/')[^1]);
        using var append = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/uploads/{id}") { Content = new ByteArrayContent([1, 2, 3]) };
        append.Headers.Add("Tus-Resumable", "1.0.0");
        append.Headers.Add("Upload-Offset", "0");
        append.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/offset+octet-stream");
        (await _user.Client.SendAsync(append)).EnsureSuccessStatusCode();
        return id;
    }

    private async Task<Guid> AgainAsync(Guid job, string body, string? key = null)
    {
        using var response = await PostAsync($"/api/v1/jobs/{job}/recognitions", body, key);
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
        var accepted = (await response.Content.ReadFromJsonAsync<JobAccepted>(GatewayFixture.Snake))!;
        response.Headers.Location!.ToString().ShouldBe("/api/v1/jobs/" + accepted.Id);
        return accepted.Id;
    }

    private async Task<IEnumerable<Guid>> ListAsync(Guid job) =>
        (await _user.Client.GetFromJsonAsync<ListResponse<JobResponse>>($"/api/v1/jobs/{job}/recognitions", GatewayFixture.Snake))!.Items.Select(item => item.Id);

    private async Task<HttpResponseMessage> PostAsync(string path, string body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Json(body) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await _user.Client.SendAsync(request);
    }

    private static StringContent Json(string text) => new(text, MediaTypeHeaderValue.Parse("application/json"));
}
