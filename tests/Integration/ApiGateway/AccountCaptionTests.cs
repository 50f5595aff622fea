using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway;

/// <summary>Checks the default caption settings of an account.</summary>
[Collection(GatewayCollection.Name)]
public sealed class AccountCaptionTests(GatewayFixture gateway) : IAsyncLifetime
{
    private const string Path = "/api/v1/account/captions";

    private TestUser _user = null!;

    public async Task InitializeAsync() => _user = await gateway.SignUpAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Settings_are_versioned_and_private_to_the_account()
    {
        using var nothing = await _user.Client.GetAsync(Path);
        nothing.Headers.ETag!.Tag.ShouldBe("\"v0\"");
        (await nothing.Content.ReadAsStringAsync()).ShouldBe("{}");

        using var set = await PutAsync("\"v0\"", """{"language":"pt-BR","translate":true,"vocabulary":["Ada"," Ada ","Grace"],"sounds":true,"style":{"lines":1}}""");
        set.StatusCode.ShouldBe(HttpStatusCode.OK, await set.Content.ReadAsStringAsync());
        set.Headers.ETag!.Tag.ShouldBe("\"v1\"");
        using var read = await _user.Client.GetAsync(Path);
        read.Headers.ETag!.Tag.ShouldBe("\"v1\"");
        (await read.Content.ReadAsStringAsync()).ShouldBe("""{"language":"pt-BR","translate":true,"vocabulary":["Ada","Grace"],"sounds":true,"style":{"lines":1}}""");

        var again = new HttpRequestMessage(HttpMethod.Get, Path);
        again.Headers.IfNoneMatch.Add(read.Headers.ETag);
        (await _user.Client.SendAsync(again)).StatusCode.ShouldBe(HttpStatusCode.NotModified);

        var stranger = await gateway.SignUpAsync();
        (await stranger.Client.GetStringAsync(Path)).ShouldBe("{}");
    }

    [Fact]
    public async Task A_change_based_on_an_old_version_is_refused()
    {
        using var without = await PutAsync(null, """{"language":"de"}""");
        without.StatusCode.ShouldBe(HttpStatusCode.PreconditionRequired);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => PutAsync("\"v0\"", $$"""{"vocabulary":["edit {{i}}"]}""")));
        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        answers.Where(answer => answer.StatusCode != HttpStatusCode.OK).ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.PreconditionFailed);
        var winner = Array.FindIndex(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        (await _user.Client.GetFromJsonAsync<AccountCaptions>(Path, GatewayFixture.Snake))!.Vocabulary.ShouldBe([$"edit {winner}"]);

        using var late = await PutAsync("\"v0\"", """{"vocabulary":["late"]}""");
        late.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
    }

    [Theory]
    [InlineData("""{"language":"auto"}""", 422, "language")]
    [InlineData("""{"speakers":2}""", 400, "speakers")]
    [InlineData("""{"vocabulary":["a",""]}""", 422, "vocabulary[1]")]
    [InlineData("""{"style":{"line_length":61}}""", 422, "style.line_length")]
    [InlineData("""{"sounds":"yes"}""", 400, "sounds")]
    [InlineData("""{"formats":"srt"}""", 400, "formats")]
    [InlineData("""{"formats":["srt","docx"]}""", 422, "formats[1]")]
    [InlineData("""{"formats":["srt",null]}""", 422, "formats[1]")]
    [InlineData("""{"formats":["a","b","c","d","e","f","g","h","i","j"]}""", 422, "formats")]
    public async Task Invalid_fields_are_named(string body, int status, string field)
    {
        using var answer = await PutAsync("\"v0\"", body);
        ((int)answer.StatusCode).ShouldBe(status);
        (await Problem.ReadAsync(answer)).Errors!.Keys.ShouldBe([field]);
    }

    [Fact]
    public async Task Formats_keep_their_order_and_each_is_there_once()
    {
        using var set = await PutAsync("\"v0\"", """{"formats":["srt","vtt","srt"]}""");
        set.StatusCode.ShouldBe(HttpStatusCode.OK, await set.Content.ReadAsStringAsync());
        (await _user.Client.GetStringAsync(Path)).ShouldBe("""{"formats":["srt","vtt"]}""");
        using var none = await PutAsync("\"v1\"", """{"formats":[]}""");
        (await _user.Client.GetStringAsync(Path)).ShouldBe("{}");
    }

    [Fact]
    public async Task A_job_without_settings_uses_those_of_the_account_and_replays_ignore_later_changes()
    {
        const string body = """{"kind":"captions","input":{"url":"https://192.0.43.7/talk.mp3","vocabulary":["Linus"]}}""";
        var before = await SubmitAsync(body, "before");
        (await PutAsync("\"v0\"", """{"language":"pt-BR","vocabulary":["Ada"],"style":{"line_length":32}}""")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var input = InputOf(await SubmitAsync(body, "after"));
        (input.Language, input.Style).ShouldBe(("pt-BR", new CaptionStyle(LineLength: 32)));
        input.Vocabulary.ShouldBe(["Linus", "Ada"]);
        InputOf(before).Language.ShouldBeNull();
        (await SubmitAsync(body, "before")).ShouldBe(before);

        // In a batch as well.
        using var batch = await _user.Client.PostAsync("/api/v1/jobs/batch", Json($$"""{"jobs":[{"kind":"probe"},{{body}}]}"""));
        var accepted = (await batch.Content.ReadFromJsonAsync<CreateJobsResponse>(GatewayFixture.Snake))!.Results;
        InputOf(accepted[1].Id!.Value).Language.ShouldBe("pt-BR");
    }

    [Fact]
    public async Task An_api_key_can_read_the_settings_but_not_change_them()
    {
        using var made = await _user.Client.PostAsJsonAsync("/api/v1/api-keys", new { name = "k", scopes = new[] { "jobs:read", "jobs:write" } });
        using var byKey = new HttpClient { BaseAddress = gateway.Address };
        byKey.DefaultRequestHeaders.Add("X-Api-Key", (await made.Content.ReadFromJsonAsync<ApiKeyResponse>(GatewayFixture.Snake))!.Key);
        (await byKey.GetAsync(Path)).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var put = new HttpRequestMessage(HttpMethod.Put, Path) { Content = Json("{}") };
        put.Headers.IfMatch.Add(EntityTagHeaderValue.Any);
        (await byKey.SendAsync(put)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private CaptionsInput InputOf(Guid job) => System.Text.Json.JsonSerializer.Deserialize<CaptionsInput>(gateway.JobManager.Jobs[job].Input.GetRawText(), GatewayFixture.Snake)!;

    private async Task<Guid> SubmitAsync(string body, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/jobs") { Content = Json(body) };
        request.Headers.Add("Idempotency-Key", key);
        using var response = await _user.Client.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<JobAccepted>(GatewayFixture.Snake))!.Id;
    }

    private Task<HttpResponseMessage> PutAsync(string? ifMatch, string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, Path) { Content = Json(body) };
        if (ifMatch is not null)
        {
            request.Headers.IfMatch.Add(EntityTagHeaderValue.Parse(ifMatch));
        }

        return _user.Client.SendAsync(request);
    }

    private static StringContent Json(string text) => new(text, MediaTypeHeaderValue.Parse("application/json"));
}
