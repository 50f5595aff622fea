using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Platform.ApiGateway.CaptionFiles;
using Platform.Contracts;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.ObjectStorage;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway;

/// <summary>Whole documents of captions, as an editor saves them, and their revisions.</summary>
[Collection(GatewayCollection.Name)]
public sealed class CaptionDocumentTests(GatewayFixture gateway) : IAsyncLifetime
{
    private const string One = """{"cues":[{"id":"cue-1","start":0.5,"end":2,"text":"hello world"}]}""";

    private TestUser _user = null!;
    private Guid _id;

    public async Task InitializeAsync()
    {
        _user = await gateway.SignUpAsync();
        using var response = await _user.Client.PostAsync("/api/v1/jobs", Json("""{"kind":"captions","input":{"url":"https://192.0.43.7/talk.mp3"}}"""));
        _id = (await response.Content.ReadFromJsonAsync<JobAccepted>(GatewayFixture.Snake))!.Id;

        // As the version before wrote it: without ids.
        var document = new CaptionDocument("en-US", 10, 0, [new CaptionCue(1, 0.5, 2, "hello world", null), new CaptionCue(2, 2.5, 4, "and so on", [new CaptionWord("and", 2.5, 3, 0.4)])]);
        await gateway.Services.GetRequiredService<IObjectStore>().PutAsync(
            ObjectKeys.Captions(_id, 0), new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(document, ContractsJson.Default.CaptionDocument)));
        var result = new CaptionsResult(10, 2, 5, "en-US", "pocketsphinx", "audio/mpeg", 1000, false, 0, ObjectKeys.Captions(_id, 0));
        gateway.JobManager.Change(_id, job => job with { State = JobState.Succeeded, Result = JsonSerializer.SerializeToElement(result, ContractsJson.Default.CaptionsResult) });
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Cues_keep_their_ids_whatever_becomes_of_those_before_them()
    {
        (await GetAsync()).Cues.Select(cue => cue.Id).ShouldBe(["cue-1", "cue-2"]);
        using var replaced = await ReplaceAsync("\"r0\"", """{"cues":[{"start":0.1,"end":0.4,"text":"first"},{"id":"cue-2","start":2.5,"end":4,"text":"and so on","words":[{"text":"and","start":2.5,"end":3,"confidence":0.4}]}]}""");
        replaced.StatusCode.ShouldBe(HttpStatusCode.OK, await replaced.Content.ReadAsStringAsync());
        replaced.Headers.ETag!.Tag.ShouldBe("\"r1\"");
        using var edited = await SendAsync(HttpMethod.Put, "", "\"r1\"", """{"cues":[{"index":2,"text":"and on"}]}""");
        edited.StatusCode.ShouldBe(HttpStatusCode.OK, await edited.Content.ReadAsStringAsync());

        var cues = (await GetAsync()).Cues;
        cues.Select(cue => (cue.Id, cue.Index, cue.Text)).ShouldBe([("r1-1", 1, "first"), ("cue-2", 2, "and on")]);
        cues[1].Words.ShouldBeNull();
    }

    [Fact]
    public async Task A_document_is_kept_as_it_was_sent()
    {
        const string text = " a line that is \n\n still typed ";
        using var saved = await ReplaceAsync(
            "\"r0\"", """{"cues":[{"id":"a","start":1.001,"end":3,"text":TEXT,"words":[{"text":"line","start":0.5,"end":3.5,"confidence":0.25,"speaker":2}],"speakers":[2]},{"id":"b","start":2,"end":4,"text":""}],"speakers":["","Grace"]}""".Replace("TEXT", JsonValue.Create(text).ToJsonString(), StringComparison.Ordinal));
        saved.StatusCode.ShouldBe(HttpStatusCode.OK, await saved.Content.ReadAsStringAsync());
        var document = await GetAsync();
        document.Speakers.ShouldBe(["", "Grace"]);
        document.Cues[0].Text.ShouldBe(text);
        document.Cues[0].Start.ShouldBe(1.001);
        document.Cues[0].Words!.ShouldHaveSingleItem().ShouldBe(new CaptionWord("line", 0.5, 3.5, 0.25, 2));
        document.Cues[1].Text.ShouldBeEmpty();

        // Readers of files get no empty cue and no empty line.
        (await _user.Client.GetStringAsync(Path("?format=vtt"))).ShouldBe("WEBVTT\n\n1\n00:00:01.001 --> 00:00:03.000\n<v Grace>a line that is\nstill typed\n");
    }

    [Fact]
    public async Task Who_wants_little_is_answered_without_the_document()
    {
        using var request = Request(HttpMethod.Put, "/document", "\"r0\"", One);
        request.Headers.Add("Prefer", "return=minimal");
        using var saved = await _user.Client.SendAsync(request);
        saved.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        saved.Headers.ETag!.Tag.ShouldBe("\"r1\"");
        saved.Headers.GetValues("Preference-Applied").ShouldBe(["return=minimal"]);
        (await GetAsync()).Cues.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Who_saves_too_late_gets_what_others_have_written()
    {
        using var first = await ReplaceAsync("\"r0\"", """{"cues":[{"id":"cue-1","start":0.5,"end":2,"text":"theirs"},{"id":"cue-2","start":2.5,"end":4,"text":"and so on"}]}""");
        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var second = await ReplaceAsync("\"r0\"", """{"cues":[{"id":"cue-1","start":0.5,"end":2,"text":"mine"},{"id":"cue-2","start":2.5,"end":4,"text":"and so on"}]}""");
        second.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        second.Headers.ETag!.Tag.ShouldBe("\"r1\"");
        var problem = JsonNode.Parse(await second.Content.ReadAsStringAsync())!;
        problem["code"]!.GetValue<string>().ShouldBe("precondition_failed");
        problem["revision"]!.GetValue<int>().ShouldBe(1);
        var told = problem["cues"]!.AsArray().ShouldHaveSingleItem()!;
        told["id"]!.GetValue<string>().ShouldBe("cue-1");
        told["text"]!.GetValue<string>().ShouldBe("theirs");
        (await ReplaceAsync(null, One)).StatusCode.ShouldBe(HttpStatusCode.PreconditionRequired);
    }

    [Theory]
    [InlineData("""{"cues":[{"start":1,"end":1,"text":"a"}]}""", 422, "cues[0].end")]
    [InlineData("""{"cues":[{"start":1,"end":11,"text":"a"}]}""", 422, "cues[0].end")]
    [InlineData("""{"cues":[{"start":-1,"end":1,"text":"a"}]}""", 422, "cues[0].start")]
    [InlineData("""{"cues":[{"start":2,"end":3,"text":"a"},{"start":1,"end":3,"text":"b"}]}""", 422, "cues[1].start")]
    [InlineData("""{"cues":[{"id":"a b","start":1,"end":2,"text":"a"}]}""", 422, "cues[0].id")]
    [InlineData("""{"cues":[{"id":"a","start":1,"end":2,"text":"a"},{"id":"a","start":2,"end":3,"text":"b"}]}""", 422, "cues[1].id")]
    [InlineData("""{"cues":[{"start":1,"end":2,"text":"a","words":[{"text":"a","start":1,"end":2,"confidence":2}]}]}""", 422, "cues[0].words[0].confidence")]
    [InlineData("""{"cues":[{"start":1,"end":2,"text":"a","speakers":[0]}]}""", 422, "cues[0].speakers")]
    [InlineData("""{"cues":[],"speakers":["Ada","Ada"]}""", 422, "speakers[1]")]
    [InlineData("""{"cues":[null]}""", 422, "cues[0]")]
    [InlineData("""{"cues":[{"index":1,"start":1,"end":2,"text":"a"}]}""", 400, "cues[0].index")]
    public async Task A_document_that_is_not_one_is_refused_by_field(string body, int status, string field)
    {
        using var refused = await ReplaceAsync("\"r0\"", body);
        ((int)refused.StatusCode).ShouldBe(status);
        (await Problem.ReadAsync(refused)).Errors!.Keys.ShouldBe([field]);
        (await GetAsync()).Revision.ShouldBe(0);
    }

    [Fact]
    public async Task A_text_that_no_cue_can_have_is_too_large()
    {
        using var refused = await ReplaceAsync("\"r0\"", $$"""{"cues":[{"start":1,"end":2,"text":"{{new string('m', 100_000)}}"}]}""");
        refused.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await Problem.ReadAsync(refused)).Errors!.Keys.ShouldBe(["cues[0].text"]);
    }

    [Fact]
    public async Task Revisions_are_listed_read_named_and_restored()
    {
        (await ReplaceAsync("\"r0\"", One)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ReplaceAsync("\"r1\"", """{"cues":[]}""")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var named = await SendAsync(HttpMethod.Put, "/revisions/1/name", null, """{"name":" Reviewed "}""");
        named.StatusCode.ShouldBe(HttpStatusCode.OK, await named.Content.ReadAsStringAsync());

        var listed = (await _user.Client.GetFromJsonAsync<ListResponse<CaptionRevision>>(Path("/revisions"), GatewayFixture.Snake))!.Items;
        listed.Select(revision => (revision.Revision, revision.Name, revision.Current, revision.SavedBy)).ShouldBe(
            [(2, null, true, _user.Id), (1, "Reviewed", false, _user.Id), (0, null, false, null)]);
        listed.ShouldAllBe(revision => revision.Bytes > 0 && revision.SavedAt > DateTimeOffset.UnixEpoch);

        // The recognised one was made by the version before, and opens.
        using var recognised = await _user.Client.GetAsync(Path("/revisions/0"));
        recognised.Headers.ETag!.Tag.ShouldBe("\"r0\"");
        (await recognised.Content.ReadFromJsonAsync<CaptionDocument>(GatewayFixture.Snake))!.Cues.Select(cue => cue.Id).ShouldBe(["cue-1", "cue-2"]);
        (await _user.Client.GetAsync(Path("/revisions/9"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        (await SendAsync(HttpMethod.Post, "/revisions/1/restore", "\"r1\"", null)).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await SendAsync(HttpMethod.Post, "/revisions/1/restore", null, null)).StatusCode.ShouldBe(HttpStatusCode.PreconditionRequired);
        using var restored = await SendAsync(HttpMethod.Post, "/revisions/1/restore", "\"r2\"", null);
        restored.StatusCode.ShouldBe(HttpStatusCode.OK, await restored.Content.ReadAsStringAsync());
        restored.Headers.ETag!.Tag.ShouldBe("\"r3\"");
        var now = await GetAsync();
        now.Revision.ShouldBe(3);
        now.Cues.ShouldHaveSingleItem().Text.ShouldBe("hello world");
    }

    [Theory]
    [InlineData("/revisions/1/name", """{"name":""}""", 422)]
    [InlineData("/revisions/1/name", """{"name":"a\u0007"}""", 422)]
    [InlineData("/revisions/0/name", """{"name":"a"}""", 409)]
    [InlineData("/revisions/7/name", """{"name":"a"}""", 409)]
    public async Task A_name_that_cannot_be_given_is_refused(string path, string body, int status)
    {
        using var refused = await SendAsync(HttpMethod.Put, path, null, body);
        ((int)refused.StatusCode).ShouldBe(status);
        await Problem.ReadAsync(refused);
    }

    [Fact]
    public async Task An_autosave_that_is_deleted_while_it_is_read_gives_way_to_the_next()
    {
        (await ReplaceAsync("\"r0\"", One)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var storage = gateway.Services.GetRequiredService<IObjectStore>();
        var old = gateway.JobManager.Jobs[_id].Result!.Value.GetProperty("captions_object").GetString()!;
        gateway.JobManager.Dropped.Enqueue(old);
        (await ReplaceAsync("\"r1\"", One)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await storage.StatAsync(old)).ShouldBeNull();
        (await GetAsync()).Revision.ShouldBe(2);
    }

    [Fact]
    public async Task Peaks_are_returned_as_they_are_stored()
    {
        (await _user.Client.GetAsync($"/api/v1/jobs/{_id}/peaks")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        byte[] peaks = [0, 128, 255];
        await gateway.Services.GetRequiredService<IObjectStore>().PutAsync(ObjectKeys.Peaks(_id), new MemoryStream(peaks));
        using var response = await _user.Client.GetAsync($"/api/v1/jobs/{_id}/peaks");
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/octet-stream");
        (await response.Content.ReadAsByteArrayAsync()).ShouldBe(peaks);
        using var again = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/jobs/{_id}/peaks");
        again.Headers.IfNoneMatch.Add(response.Headers.ETag!);
        (await _user.Client.SendAsync(again)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await _user.Client.GetFromJsonAsync<ListResponse<CaptionRevision>>(Path("/revisions"), GatewayFixture.Snake))!.Items.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_user_saves_one_document_at_a_time()
    {
        // One more than may be read and wait: which of them is refused is not decided. A client that has begun to send ends that before it looks at
        // the response, so it asks first.
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var saves = Enumerable.Range(0, ImportLimit.MaxWaiting + 2).Select(_ => _user.Client.SendAsync(
            new HttpRequestMessage(HttpMethod.Put, Path("/document")) { Content = new HeldContent(end.Task), Headers = { ExpectContinue = true } })).ToList();
        var refused = await Task.WhenAny(saves);
        (await refused).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);

        end.SetResult();
        saves.Remove(refused);
        (await Task.WhenAll(saves)).ShouldAllBe(response => response.StatusCode != HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Other_users_have_no_part_in_it()
    {
        var stranger = await gateway.SignUpAsync();
        using var replace = Request(HttpMethod.Put, "/document", "\"r0\"", One);
        (await stranger.Client.SendAsync(replace)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var name = Request(HttpMethod.Put, "/revisions/1/name", null, """{"name":"a"}""");
        (await stranger.Client.SendAsync(name)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.Client.GetAsync(Path("/revisions"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<CaptionDocument> GetAsync() => (await _user.Client.GetFromJsonAsync<CaptionDocument>(Path("?format=json"), GatewayFixture.Snake))!;

    private Task<HttpResponseMessage> ReplaceAsync(string? ifMatch, string body) => SendAsync(HttpMethod.Put, "/document", ifMatch, body);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? ifMatch, string? body)
    {
        using var request = Request(method, path, ifMatch, body);
        return await _user.Client.SendAsync(request);
    }

    private HttpRequestMessage Request(HttpMethod method, string path, string? ifMatch, string? body)
    {
        var request = new HttpRequestMessage(method, Path(path)) { Content = body is null ? null : Json(body) };
        if (ifMatch is not null)
        {
            request.Headers.IfMatch.Add(EntityTagHeaderValue.Parse(ifMatch));
        }

        return request;
    }

    private string Path(string rest) => $"/api/v1/jobs/{_id}/captions{rest}";

    private static StringContent Json(string text) => new(text, MediaTypeHeaderValue.Parse("application/json"));

    /// <summary>A document that has begun, and ends when it is let go.</summary>
    private sealed class HeldContent : HttpContent
    {
        private readonly Task _end;

        public HeldContent(Task end)
        {
            _end = end;
            Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync("{"u8.ToArray(), cancellationToken);
            await stream.FlushAsync(cancellationToken);
            await _end.WaitAsync(cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
