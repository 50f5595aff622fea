using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.CaptionFiles;
using Platform.Contracts;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.ObjectStorage;
using Platform.ServiceDefaults.GrpcCalls;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway;

[Collection(GatewayCollection.Name)]
public sealed class CaptionTests(GatewayFixture gateway) : IAsyncLifetime
{
    private static readonly byte[] s_media = [.. Enumerable.Range(0, 1000).Select(i => (byte)i)];
    private TestUser _user = null!;
    private Guid _id;

    public async Task InitializeAsync()
    {
        _user = await gateway.SignUpAsync();
        using var response = await _user.Client.PostAsync("/api/v1/jobs", Json("""{"kind":"captions","input":{"url":"https://192.0.43.7/talk.mp3"},"title":"A talk: part 1.mp3"}"""));
        _id = (await response.Content.ReadFromJsonAsync<JobAccepted>(GatewayFixture.Snake))!.Id;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task There_are_no_captions_before_the_job_has_succeeded()
    {
        using var response = await _user.Client.GetAsync(Path("/captions"));
        response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        await Problem.ReadAsync(response);
    }

    [Theory]
    [InlineData("", "text/vtt", "WEBVTT")]
    [InlineData("?format=vtt", "text/vtt", "WEBVTT")]
    [InlineData("?format=srt", "application/x-subrip", "1\r\n00:00:00,500 --> 00:00:02,000\r\nhello world")]
    [InlineData("?format=ttml", "application/ttml+xml", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<tt ")]
    [InlineData("?format=ass", "text/x-ssa", "[Script Info]\r\n")]
    [InlineData("?format=sbv", "text/x-sbv", "0:00:00.500,0:00:02.000\r\nhello world\r\n")]
    [InlineData("?format=csv", "text/csv", "index,start,end,speaker,text\r\n")]
    [InlineData("?format=txt_times", "text/plain", "[00:00:00.500] hello world\n")]
    [InlineData("?format=vtt&word_times=true", "text/vtt", "WEBVTT")]
    [InlineData("?format=txt", "text/plain", "hello world")]
    [InlineData("?format=json", "application/json", "{\"language\":\"en-US\"")]
    public async Task Captions_are_available_in_every_format(string query, string type, string begin)
    {
        await SucceedAsync();
        using var response = await _user.Client.GetAsync(Path("/captions" + query));
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        response.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        response.Content.Headers.ContentType.CharSet.ShouldBe("utf-8");
        response.Headers.ETag!.Tag.ShouldBe("\"r0\"");
        (await response.Content.ReadAsStringAsync()).ShouldStartWith(begin);

        var again = new HttpRequestMessage(HttpMethod.Get, Path("/captions" + query));
        again.Headers.IfNoneMatch.Add(response.Headers.ETag);
        (await _user.Client.SendAsync(again)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Downloads_are_named_after_the_jobs_title()
    {
        await SucceedAsync();
        using var response = await _user.Client.GetAsync(Path("/captions?format=srt&download=true"));
        response.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        response.Content.Headers.ContentDisposition.FileNameStar.ShouldBe("A talk_ part 1.srt");
        (await _user.Client.GetAsync(Path("/captions?format=doc"))).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_file_replaces_or_corrects_the_captions_as_the_next_revision()
    {
        await SucceedAsync();
        const string file = "1\n00:00:01,000 --> 00:00:02,000\nHello\n\n2\n00:00:03,000 --> 00:00:04,000\nWorld\n";
        using var replaced = await ImportAsync("\"r0\"", "?format=srt", file);
        replaced.StatusCode.ShouldBe(HttpStatusCode.OK, await replaced.Content.ReadAsStringAsync());
        replaced.Headers.ETag!.Tag.ShouldBe("\"r1\"");
        var document = await replaced.Content.ReadFromJsonAsync<CaptionDocument>(GatewayFixture.Snake);
        document!.Cues.Select(cue => (cue.Index, cue.Start, cue.End, cue.Text)).ShouldBe([(1, 1, 2, "Hello"), (2, 3, 4, "World")]);
        (await _user.Client.GetFromJsonAsync<JobResponse>(Path(""), GatewayFixture.Snake))!.Result!.Value.GetProperty("revision").GetInt32().ShouldBe(1);

        using var corrected = await ImportAsync("\"r1\"", "?format=txt&mode=correct", "Hello, whole\nworld!");
        corrected.StatusCode.ShouldBe(HttpStatusCode.OK, await corrected.Content.ReadAsStringAsync());
        (await _user.Client.GetStringAsync(Path("/captions?format=sbv"))).ShouldBe("0:00:01.000,0:00:02.000\r\nHello, whole\r\n\r\n0:00:03.000,0:00:04.000\r\nworld!\r\n");

        (await ImportAsync("\"r0\"", "?format=srt", file)).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await ImportAsync(null, "?format=srt", file)).StatusCode.ShouldBe(HttpStatusCode.PreconditionRequired);
        var stranger = await gateway.SignUpAsync();
        using var foreign = new HttpRequestMessage(HttpMethod.Post, Path("/captions/import?format=srt")) { Content = new StringContent(file) };
        foreign.Headers.IfMatch.Add(EntityTagHeaderValue.Parse("\"r2\""));
        (await stranger.Client.SendAsync(foreign)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await ObjectsAsync()).Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("", "x", "format", "vtt, srt, ttml, sbv or txt.")]
    [InlineData("?format=ass", "x", "format", "vtt, srt, ttml, sbv or txt.")]
    [InlineData("?format=srt&mode=merge", "x", "mode", "replace or correct.")]
    [InlineData("?format=srt", "1\n00:00:01,000 --> 00:00:02,000\nHello\n\nWorld\n", "file", "Line 5: ")]
    [InlineData("?format=vtt", "WEBVTT\n\n00:11.000 --> 00:12.000\nlate\n", "file", "Line 3: ")]
    [InlineData("?format=ttml", "<!DOCTYPE tt [<!ENTITY a \"b\">]>\n<tt/>", "file", "Line 1: ")]
    [InlineData("?format=txt", " \n", "file", "Line 1: ")]
    public async Task A_file_that_cannot_be_imported_is_refused_with_its_line(string query, string file, string field, string text)
    {
        await SucceedAsync();
        using var refused = await ImportAsync("\"r0\"", query, file);
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Problem.ReadAsync(refused)).Errors![field].ShouldHaveSingleItem().ShouldStartWith(text);
        (await ObjectsAsync()).ShouldBe([ObjectKeys.Captions(_id, 0)]);
    }

    [Fact]
    public async Task A_file_has_at_most_four_mebibytes_and_is_not_compressed()
    {
        await SucceedAsync();

        // The answer comes before the body is sent.
        using var large = new HttpRequestMessage(HttpMethod.Post, Path("/captions/import?format=txt")) { Content = new ByteArrayContent(new byte[(4 * 1024 * 1024) + 1]) };
        large.Headers.ExpectContinue = true;
        large.Headers.IfMatch.Add(EntityTagHeaderValue.Parse("\"r0\""));
        (await _user.Client.SendAsync(large)).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        using var packed = new HttpRequestMessage(HttpMethod.Post, Path("/captions/import?format=txt")) { Content = new StringContent("hello") };
        packed.Headers.IfMatch.Add(EntityTagHeaderValue.Parse("\"r0\""));
        packed.Content.Headers.ContentEncoding.Add("gzip");
        (await _user.Client.SendAsync(packed)).StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task An_edit_creates_the_next_revision()
    {
        await SucceedAsync();
        using var edited = await EditAsync("\"r0\"", """{"cues":[{"index":1,"text":"Hello, world."}]}""");
        edited.StatusCode.ShouldBe(HttpStatusCode.OK, await edited.Content.ReadAsStringAsync());
        edited.Headers.ETag!.Tag.ShouldBe("\"r1\"");
        (await _user.Client.GetStringAsync(Path("/captions?format=txt"))).ShouldContain("Hello, world.");
        var job = await _user.Client.GetFromJsonAsync<JobResponse>(Path(""), GatewayFixture.Snake);
        job!.Result!.Value.GetProperty("revision").GetInt32().ShouldBe(1);

        // The version that was read before does not count any more.
        (await EditAsync("\"r0\"", """{"cues":[{"index":1,"text":"Late."}]}""")).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await EditAsync(null, """{"cues":[{"index":1,"text":"Blind."}]}""")).StatusCode.ShouldBe(HttpStatusCode.PreconditionRequired);
        (await _user.Client.GetStringAsync(Path("/captions?format=txt"))).ShouldContain("Hello, world.");
    }

    [Theory]
    [InlineData("""{"cues":[{"index":99,"text":"x"}]}""", 422)]
    [InlineData("""{"cues":[{"index":1,"text":""}]}""", 422)]
    [InlineData("""{"cues":[]}""", 422)]
    [InlineData("""{"cues":[{"index":1,"text":"x","start":3}]}""", 400)]
    [InlineData("""{"cues":null}""", 400)]
    public async Task A_bad_edit_changes_nothing(string body, int status)
    {
        await SucceedAsync();
        using var response = await EditAsync("\"r0\"", body);
        ((int)response.StatusCode).ShouldBe(status);
        (await Problem.ReadAsync(response)).Errors.ShouldNotBeEmpty();
        (await ObjectsAsync()).ShouldBe([ObjectKeys.Captions(_id, 0)]);
    }

    [Fact]
    public async Task Of_concurrent_edits_one_succeeds_and_the_others_leave_no_objects()
    {
        await SucceedAsync();
        var responses = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => EditAsync("\"r0\"", $"{{\"cues\":[{{\"index\":1,\"text\":\"edit {i}\"}}]}}")));
        responses.Count(r => r.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        responses.Where(r => r.StatusCode != HttpStatusCode.OK).ShouldAllBe(r => r.StatusCode == HttpStatusCode.PreconditionFailed);
        var winner = Array.FindIndex(responses, r => r.StatusCode == HttpStatusCode.OK);
        (await _user.Client.GetStringAsync(Path("/captions?format=txt"))).ShouldContain($"edit {winner}");
        (await ObjectsAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Documents_of_revisions_that_are_no_longer_kept_are_deleted()
    {
        await SucceedAsync(2);
        var storage = gateway.Services.GetRequiredService<IObjectStore>();
        foreach (var revision in (int[])[0, 1])
        {
            await storage.PutAsync(ObjectKeys.Captions(_id, revision), new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(DocumentOf(revision), ContractsJson.Default.CaptionDocument)));
        }

        gateway.JobManager.Dropped.Enqueue(ObjectKeys.Captions(_id, 1));
        using var edited = await EditAsync("\"r2\"", """{"cues":[{"index":1,"text":"The third."}]}""");
        edited.StatusCode.ShouldBe(HttpStatusCode.OK, await edited.Content.ReadAsStringAsync());
        (await ObjectsAsync()).Select(ObjectKeys.RevisionOf).Order().ShouldBe([0, 2, 3]);
    }

    [Fact]
    public async Task An_edit_beyond_the_quota_leaves_no_object()
    {
        await SucceedAsync();
        gateway.JobManager.Instead = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/ReplaceResult", StringComparison.Ordinal))
            {
                return false;
            }

            await FakeService.AnswerAsync(context, 429, new ErrorDetail { Code = "quota_exceeded" }, "Too large.");
            return true;
        };
        try
        {
            using var refused = await EditAsync("\"r0\"", """{"cues":[{"index":1,"text":"Too much."}]}""");
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            (await Problem.ReadAsync(refused)).Code.ShouldBe("quota_exceeded");
            (await ObjectsAsync()).ShouldBe([ObjectKeys.Captions(_id, 0)]);
        }
        finally
        {
            gateway.JobManager.Instead = null;
        }
    }

    [Theory]
    [InlineData(null, 200, 0, 1000)]
    [InlineData("bytes=0-9", 206, 0, 10)]
    [InlineData("bytes=990-", 206, 990, 10)]
    [InlineData("bytes=-5", 206, 995, 5)]
    [InlineData("bytes=900-5000", 206, 900, 100)]
    [InlineData("bytes=1000-", 416, 0, 0)]
    [InlineData("bytes=0-1,5-6", 200, 0, 1000)]
    [InlineData("items=0-1", 200, 0, 1000)]
    public async Task The_recording_can_be_downloaded_whole_or_by_range(string? range, int status, int offset, int length)
    {
        await SucceedAsync();
        var request = new HttpRequestMessage(HttpMethod.Get, Path("/media"));
        if (range is not null)
        {
            request.Headers.TryAddWithoutValidation("Range", range);
        }

        using var response = await _user.Client.SendAsync(request);
        ((int)response.StatusCode).ShouldBe(status);
        if (status == 416)
        {
            response.Content.Headers.ContentRange!.Length.ShouldBe(1000);
            return;
        }

        response.Content.Headers.ContentType!.MediaType.ShouldBe("audio/mpeg");
        response.Headers.AcceptRanges.ShouldBe(["bytes"]);
        (await response.Content.ReadAsByteArrayAsync()).ShouldBe(s_media[offset..(offset + length)]);
        if (status == 206)
        {
            response.Content.Headers.ContentRange!.ToString().ShouldBe($"bytes {offset}-{offset + length - 1}/1000");
        }
    }

    [Fact]
    public async Task A_user_has_at_most_fifty_recordings_sent_at_a_time()
    {
        await SucceedAsync();
        var limit = gateway.Services.GetRequiredKeyedService<OpenRequestLimit>(CaptionFileEndpoints.RecordingLimitKey);
        var open = Enumerable.Range(0, CaptionFileEndpoints.MaxOpenRecordings).Select(_ => limit.Enter(_user.Id, CaptionFileEndpoints.MaxOpenRecordings)).ToArray();
        using (var refused = await _user.Client.GetAsync(Path("/media")))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            refused.Headers.RetryAfter.ShouldNotBeNull();
        }

        open[0].Dispose();
        using var sent = await _user.Client.GetAsync(Path("/media"));
        sent.StatusCode.ShouldBe(HttpStatusCode.OK);
        Array.ForEach(open, one => one.Dispose());
    }

    [Fact]
    public async Task Live_cues_are_available_only_while_the_job_runs()
    {
        using var none = await _user.Client.GetAsync(Path("/captions/live"));
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Problem.ReadAsync(none)).Code.ShouldBe("not_found");

        gateway.JobManager.Change(_id, j => j with { State = JobState.Running });
        await PutLiveAsync("hello");
        using var first = await _user.Client.GetAsync(Path("/captions/live"));
        first.StatusCode.ShouldBe(HttpStatusCode.OK, await first.Content.ReadAsStringAsync());
        (await first.Content.ReadFromJsonAsync<CaptionDocument>(GatewayFixture.Snake))!.Cues.Single().Text.ShouldBe("hello");
        using var same = await GetLiveAsync(first.Headers.ETag!);
        same.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        same.Headers.ETag.ShouldBe(first.Headers.ETag);

        await PutLiveAsync("hello", "world");
        using var more = await GetLiveAsync(first.Headers.ETag!);
        more.StatusCode.ShouldBe(HttpStatusCode.OK);
        more.Headers.ETag.ShouldNotBe(first.Headers.ETag);
        (await more.Content.ReadFromJsonAsync<CaptionDocument>(GatewayFixture.Snake))!.Cues.Count.ShouldBe(2);

        var stranger = await gateway.SignUpAsync();
        (await stranger.Client.GetAsync(Path("/captions/live"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        // What an attempt has left behind is not the captions.
        await SucceedAsync();
        using var ended = await GetLiveAsync(more.Headers.ETag!);
        ended.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    private async Task PutLiveAsync(params string[] texts)
    {
        var document = new CaptionDocument("en", 10, 0, [.. texts.Select((text, i) => new CaptionCue(i + 1, i, i + 1, text, null))]);
        await gateway.Services.GetRequiredService<IObjectStore>().PutAsync(
            ObjectKeys.LiveCaptions(_id), new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(document, ContractsJson.Default.CaptionDocument)));
    }

    private Task<HttpResponseMessage> GetLiveAsync(EntityTagHeaderValue known)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Path("/captions/live"));
        request.Headers.IfNoneMatch.Add(known);
        return _user.Client.SendAsync(request);
    }

    [Theory]
    [InlineData("bytes=0-9")]
    [InlineData("bytes=1000-")]
    public async Task A_HEAD_request_ignores_the_range(string range)
    {
        await SucceedAsync();
        var request = new HttpRequestMessage(HttpMethod.Head, Path("/media"));
        request.Headers.TryAddWithoutValidation("Range", range);
        using var response = await _user.Client.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentLength.ShouldBe(1000);
        response.Content.Headers.ContentRange.ShouldBeNull();
    }

    private static CaptionDocument DocumentOf(int revision) =>
        new("en-US", 10, revision, [new CaptionCue(1, 0.5, 2, "hello world", null), new CaptionCue(2, 2.5, 4, "and so on", null)]);

    private async Task SucceedAsync(int revision = 0)
    {
        var storage = gateway.Services.GetRequiredService<IObjectStore>();
        await storage.PutAsync(ObjectKeys.Captions(_id, revision), new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(DocumentOf(revision), ContractsJson.Default.CaptionDocument)));
        await storage.PutAsync(ObjectKeys.Media(_id), new MemoryStream(s_media));
        var result = new CaptionsResult(10, 2, 5, "en-US", "pocketsphinx", "audio/mpeg", 1000, false, revision, ObjectKeys.Captions(_id, revision), ObjectKeys.Media(_id));
        gateway.JobManager.Change(_id, j => j with { State = JobState.Succeeded, Result = JsonSerializer.SerializeToElement(result, ContractsJson.Default.CaptionsResult) });
    }

    private async Task<List<string>> ObjectsAsync()
    {
        var keys = new List<string>();
        await foreach (var info in gateway.Services.GetRequiredService<IObjectStore>().ListAsync(ObjectKeys.CaptionRevisions(_id)))
        {
            keys.Add(info.Key);
        }

        return keys;
    }

    private Task<HttpResponseMessage> EditAsync(string? ifMatch, string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, Path("/captions")) { Content = Json(body) };
        if (ifMatch is not null)
        {
            request.Headers.IfMatch.Add(EntityTagHeaderValue.Parse(ifMatch));
        }

        return _user.Client.SendAsync(request);
    }

    private Task<HttpResponseMessage> ImportAsync(string? ifMatch, string query, string file)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Path("/captions/import" + query)) { Content = new StringContent(file) };
        if (ifMatch is not null)
        {
            request.Headers.IfMatch.Add(EntityTagHeaderValue.Parse(ifMatch));
        }

        return _user.Client.SendAsync(request);
    }

    private string Path(string rest) => $"/api/v1/jobs/{_id}{rest}";

    private static StringContent Json(string text) => new(text, MediaTypeHeaderValue.Parse("application/json"));
}
