using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.Integration.ApiGateway.CaptionLinks;
using Platform.ObjectStorage;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway.Videos;

/// <summary>Jobs that put captions into recordings: their input, and the file that they make.</summary>
[Collection(GatewayCollection.Name)]
public sealed class VideoEndpointsTests(GatewayFixture gateway) : IAsyncLifetime
{
    private static readonly byte[] s_file = [.. Enumerable.Range(0, 100).Select(i => (byte)i)];

    private TestUser _user = null!;
    private Guid _captions;

    public async Task InitializeAsync()
    {
        _user = await gateway.SignUpAsync();
        _captions = await gateway.FinishJobAsync(_user);
        SetResult(hasVideo: true, revision: 2);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task The_stored_input_says_where_captions_and_recording_are_and_the_shown_one_does_not()
    {
        var id = await SubmitAsync($$$"""{"captions_job_id":"{{{_captions}}}","burn":true,"style":{"size":"large","position":"top"}}""");
        var submitted = gateway.JobManager.Submitted.Single(job => job.Id == id);
        submitted.Kind.ShouldBe("captioned_video");
        submitted.Input.GetRawText().ShouldBe(
            $$$"""{"captions_job_id":"{{{_captions}}}","container":"mp4","burn":true,"style":{"size":"large","position":"top"},"revision":2,"captions_object":"{{{ObjectKeys.Captions(_captions, 2)}}}","media_object":"{{{ObjectKeys.Media(_captions)}}}"}""");
        submitted.Title.ShouldBe(gateway.JobManager.Submitted.Single(job => job.Id == _captions).Title);

        using var shown = JsonDocument.Parse(await _user.Client.GetStringAsync($"/api/v1/jobs/{id}"));
        shown.RootElement.GetProperty("input").GetRawText().ShouldBe(
            $$$"""{"captions_job_id":"{{{_captions}}}","container":"mp4","burn":true,"style":{"size":"large","position":"top"},"revision":2}""");
    }

    [Fact]
    public async Task The_same_key_and_body_are_the_same_job_whatever_the_captions_have_become()
    {
        var body = $$$"""{"captions_job_id":"{{{_captions}}}"}""";
        var first = await SubmitAsync(body, "key-1");
        SetResult(hasVideo: true, revision: 3);
        (await SubmitAsync(body, "key-1")).ShouldBe(first);
        using var other = await PostAsync($$$"""{"captions_job_id":"{{{_captions}}}","container":"mkv"}""", "key-1");
        other.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Theory]
    [InlineData("""{}""", 400, "input.captions_job_id", "needed")]
    [InlineData("""{"captions_job_id":"0198c0c0-0000-7000-8000-000000000000"}""", 422, "input.captions_job_id", "job_unknown")]
    [InlineData("""{"captions_job_id":"CAPTIONS","container":"avi"}""", 400, "input.container", "one_of")]
    [InlineData("""{"captions_job_id":"CAPTIONS","container":"mkv","burn":true}""", 422, "input.container", "one_of")]
    [InlineData("""{"captions_job_id":"CAPTIONS","style":{"size":"large"}}""", 422, "input.style", "other")]
    [InlineData("""{"captions_job_id":"CAPTIONS","burn":true,"style":{"size":"huge"}}""", 400, "input.style.size", "one_of")]
    [InlineData("""{"captions_job_id":"CAPTIONS","burn":true,"style":{"position":"left"}}""", 400, "input.style.position", "one_of")]
    [InlineData("""{"captions_job_id":"CAPTIONS","captions_object":"captions/x"}""", 400, "input.captions_object", "unknown_field")]
    [InlineData("""{"captions_job_id":"CAPTIONS","media_object":"uploads/x"}""", 400, "input.media_object", "unknown_field")]
    public async Task Invalid_fields_are_named(string input, int status, string field, string rule)
    {
        using var answer = await PostAsync(input.Replace("CAPTIONS", _captions.ToString(), StringComparison.Ordinal));
        ((int)answer.StatusCode).ShouldBe(status);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        problem.RootElement.GetProperty("errors").EnumerateObject().Select(error => error.Name).ShouldBe([field]);
        problem.RootElement.GetProperty("rules").GetProperty(field)[0].GetProperty("rule").GetString().ShouldBe(rule);
    }

    [Fact]
    public async Task Captions_of_others_unfinished_ones_and_sound_to_burn_into_are_refused()
    {
        foreach (var other in (TestUser[])[await gateway.SignUpAsync(), await gateway.SignInOperatorAsync()])
        {
            using var answer = await other.Client.PostAsync("/api/v1/jobs", Json($$$"""{"kind":"captioned_video","input":{"captions_job_id":"{{{_captions}}}"}}"""));
            (await Problem.ReadAsync(answer)).Errors!.Keys.Single().ShouldBe("input.captions_job_id", other.Email);
        }

        SetResult(hasVideo: false, revision: 2);
        using var burned = await PostAsync($$$"""{"captions_job_id":"{{{_captions}}}","burn":true}""");
        (await Problem.ReadAsync(burned)).Errors!.Keys.ShouldBe(["input.burn"]);
        await SubmitAsync($$$"""{"captions_job_id":"{{{_captions}}}","container":"mkv"}""");

        gateway.JobManager.Change(_captions, job => job with { State = JobState.Running, Result = null });
        using var running = await PostAsync($$$"""{"captions_job_id":"{{{_captions}}}"}""");
        (await Problem.ReadAsync(running)).Errors!.Keys.ShouldBe(["input.captions_job_id"]);
    }

    [Fact]
    public async Task The_file_is_sent_whole_or_in_part_under_the_title_with_the_extension_of_its_kind()
    {
        var id = await SubmitAsync($$$"""{"captions_job_id":"{{{_captions}}}","container":"mkv"}""");
        var path = $"/api/v1/jobs/{id}/video";
        (await _user.Client.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await _user.Client.GetAsync($"/api/v1/jobs/{_captions}/video")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _user.Client.GetAsync($"/api/v1/jobs/{id}/captions")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        await gateway.Services.GetRequiredService<IObjectStore>().PutAsync(ObjectKeys.CaptionedVideo(id), new MemoryStream(s_file));
        var result = new CaptionedVideoResult("mkv", "video/x-matroska", s_file.Length, 10, "en-US", 1, 2, true, false, false);
        gateway.JobManager.Change(id, job => job with { State = JobState.Succeeded, Result = JsonSerializer.SerializeToElement(result, ContractsJson.Default.CaptionedVideoResult) });
        using var whole = await _user.Client.GetAsync(path + "?download=true");
        whole.Content.Headers.ContentType!.MediaType.ShouldBe("video/x-matroska");
        whole.Content.Headers.ContentDisposition!.FileNameStar.ShouldBe("talk.mkv");
        (await whole.Content.ReadAsByteArrayAsync()).ShouldBe(s_file);

        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Range = new RangeHeaderValue(10, 19) } };
        using var part = await _user.Client.SendAsync(request);
        part.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        (await part.Content.ReadAsByteArrayAsync()).ShouldBe(s_file[10..20]);

        using var stranger = await (await gateway.SignUpAsync()).Client.GetAsync(path);
        stranger.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private void SetResult(bool hasVideo, int revision) => gateway.SetResult(
        _captions,
        new CaptionsResult(10, 1, 2, "en-US", "whisper", "video/mp4", 1000, hasVideo, revision, ObjectKeys.Captions(_captions, revision), ObjectKeys.Media(_captions)));

    private async Task<Guid> SubmitAsync(string input, string? key = null)
    {
        using var answer = await PostAsync(input, key);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JobAccepted>(GatewayFixture.Snake))!.Id;
    }

    private async Task<HttpResponseMessage> PostAsync(string input, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/jobs") { Content = Json($$$"""{"kind":"captioned_video","input":{{{input}}}}""") };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await _user.Client.SendAsync(request);
    }

    private static StringContent Json(string text) => new(text, MediaTypeHeaderValue.Parse("application/json"));
}
