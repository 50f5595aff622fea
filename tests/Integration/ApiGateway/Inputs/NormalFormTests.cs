using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway.Inputs;

/// <summary>Checks that texts which look alike are found alike, and that stored texts are not changed.</summary>
[Collection(EdgeCollection.Name)]
public sealed class NormalFormTests(EdgePlatform platform)
{
    private const string Typed = "R\u00e9sum\u00e9";
    private const string Decomposed = "Re\u0301sume\u0301";

    [Fact]
    public async Task Titles_and_tags_are_found_in_any_Unicode_normal_form()
    {
        var user = await platform.SignUpAsync();
        await SubmitAsync(user, new { kind = "probe", title = $"  {Decomposed}.mp4 ", tags = new[] { $" {Decomposed} ", " x ", "a\u202eb" } });
        foreach (var filter in new[] { $"q={Typed}", $"q={Decomposed}", $"q=%20{Typed.ToUpperInvariant()}%20", $"tag={Typed}", $"tag={Decomposed}", "tag=%20x%20", $"tag=x&tag={Typed}", $"tag=x,{Decomposed}", "tag=a\u202eb" })
        {
            var page = await user.GetFromJsonAsync<PageResponse<JobResponse>>("/api/v1/jobs?" + filter, GatewayFixture.Snake);
            page!.Items.ShouldHaveSingleItem(filter).Title.ShouldBe($"{Typed}.mp4");
            page.Items[0].Tags.ShouldBe([Typed, "x", "a\u202eb"]);
        }

        using var bulk = await user.PostAsJsonAsync("/api/v1/jobs/bulk", new { action = "cancel", filter = new { q = Decomposed, tags = new[] { Decomposed, " x" } } });
        JsonDocument.Parse(await bulk.Content.ReadAsStringAsync()).RootElement.GetProperty("matched").GetInt32().ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"kind":"probe","tags":["a,b"," x "]}""", "tags[0]", 400)]
    [InlineData("""{"kind":"probe","tags":["a","  "]}""", "tags[1]", 422)]
    [InlineData("""{"kind":"probe","title":"  "}""", "title", 422)]
    [InlineData("""{"kind":"probe","tags":["a,b"],"max_attempts":0}""", "max_attempts", 400)]
    [InlineData("""{"kind":"probe","start_at":"2026-12-24T10:00:00"}""", "start_at", 400)]
    public async Task Texts_that_cannot_be_normalised_are_refused(string body, string field, int status)
    {
        using var answer = await platform.SendAsync(platform.Ada, "POST", "/api/v1/jobs", body);
        ((int)answer.StatusCode).ShouldBe(status);
        (await Problem.ReadAsync(answer)).Errors!.Keys.ShouldContain(field);
        using var batch = await platform.SendAsync(platform.Ada, "POST", "/api/v1/jobs/batch", $$"""{"jobs":[{{body}}]}""");
        ((int)batch.StatusCode).ShouldBe(status);
        (await Problem.ReadAsync(batch)).Errors!.Keys.ShouldContain("jobs[0]." + field);
    }

    [Fact]
    public async Task Each_job_of_a_batch_has_its_own_result()
    {
        using var answer = await platform.SendAsync(platform.Ada, "POST", "/api/v1/jobs/batch", """{"jobs":[{"kind":"probe"},{"kind":"probe","tags":["a,b"]},{"kind":"probe","title":""}]}""");
        var results = (await answer.Content.ReadFromJsonAsync<CreateJobsResponse>(GatewayFixture.Snake))!.Results;
        results.Select(result => result.Status).ShouldBe([202, 400, 422]);

        using var large = await platform.SendAsync(platform.Ada, "POST", "/api/v1/jobs/batch", $$"""{"jobs":[{"kind":"probe"},{"kind":"probe","title":"{{new string('x', 300_000)}}"}]}""");
        large.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await Problem.ReadAsync(large)).Errors!.Keys.ShouldBe(["jobs[1]"]);
    }

    [Fact]
    public async Task An_account_is_the_same_in_any_normal_form_of_its_address()
    {
        using var registered = await platform.Anonymous.PostAsJsonAsync("/api/v1/auth/register", new { email = $" {Decomposed}@example.com ", password = GatewayFixture.Password });
        registered.StatusCode.ShouldBe(HttpStatusCode.Created);
        var user = (await registered.Content.ReadFromJsonAsync<UserResponse>(GatewayFixture.Snake))!;
        user.Email.ShouldBe($"{Typed}@example.com");
        using var taken = await platform.Anonymous.PostAsJsonAsync("/api/v1/auth/register", new { email = $"{Typed}@example.com", password = GatewayFixture.Password });
        taken.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        foreach (var email in new[] { $"{Typed}@example.com", $"{Decomposed}@EXAMPLE.com", $" {Typed}@example.com" })
        {
            using var signedIn = await platform.Anonymous.PostAsJsonAsync("/api/v1/auth/sign-in", new { email, password = GatewayFixture.Password });
            signedIn.StatusCode.ShouldBe(HttpStatusCode.OK, email);
        }

        var queue = await platform.NewQueueAsync();
        using var shared = await platform.SendAsync(platform.Ada, "PUT", $"/queues/{queue}/rights/{Uri.EscapeDataString($"{Decomposed}@example.com")}", """{"rights":["read"]}""");
        (await shared.Content.ReadAsStringAsync()).ShouldContain(user.Id.ToString());
    }

    [Fact]
    public async Task Names_of_keys_and_comments_are_stored_normalised()
    {
        using var key = await platform.Ada.PostAsJsonAsync("/api/v1/api-keys", new { name = $" {Decomposed}\u202e " });
        (await key.Content.ReadFromJsonAsync<ApiKeyResponse>(GatewayFixture.Snake))!.Name.ShouldBe($"{Typed}\u202e");
        using var silence = await platform.Operator.PostAsJsonAsync("/api/v1/monitoring/silences", new { matchers = new[] { new { name = "alertname", value = Decomposed } }, duration_minutes = 1, comment = $" {Decomposed} " });
        var made = (await silence.Content.ReadFromJsonAsync<SilenceResponse>(GatewayFixture.Snake))!;
        made.Comment.ShouldBe(Typed);
        made.Matchers[0].Value.ShouldBe(Decomposed);
    }

    [Fact]
    public async Task Reasons_of_dead_letters_are_found_in_any_normal_form()
    {
        var queue = await platform.NewQueueAsync();
        using var published = await platform.SendAsync(platform.Ada, "POST", $"/queues/{queue}/messages", """{"content":1}""");
        using var consumed = await platform.SendAsync(platform.Ada, "GET", $"/queues/{queue}/messages/consume");
        var id = JsonDocument.Parse(await published.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetInt64();
        using var failed = await platform.Ada.PostAsJsonAsync($"/messages/{id}/nack", new { requeue = false, reason = Decomposed });
        failed.StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var reason in new[] { Typed, Decomposed })
        {
            using var found = await platform.SendAsync(platform.Ada, "GET", $"/queues/{queue}/dead-letters?reason={Uri.EscapeDataString(reason)}");
            JsonDocument.Parse(await found.Content.ReadAsStringAsync()).RootElement.GetProperty("items").GetArrayLength().ShouldBe(1);
        }

        using var replayed = await platform.Ada.PostAsJsonAsync($"/queues/{queue}/dead-letters/replay", new { filter = new { reason = Decomposed } });
        JsonDocument.Parse(await replayed.Content.ReadAsStringAsync()).RootElement.GetProperty("affected").GetInt32().ShouldBe(1);
    }

    [Theory]
    [InlineData("\ufffe\uffff")]
    [InlineData(Decomposed)]
    [InlineData("\u202e\u0001\ud83d\ude00")]
    public async Task Message_contents_are_not_normalised(string text)
    {
        var queue = await platform.NewQueueAsync();
        using var published = await platform.Ada.PostAsJsonAsync($"/queues/{queue}/messages", new { content = new Dictionary<string, string> { [text] = text }, headers = new Dictionary<string, string> { [text] = text } });
        published.StatusCode.ShouldBe(HttpStatusCode.Created);
        foreach (var path in new[] { $"/queues/{queue}/messages", $"/queues/{queue}/messages/consume" })
        {
            using var shown = JsonDocument.Parse(await platform.Ada.GetStringAsync(path));
            var message = shown.RootElement.EnumerateObject().First().Value[0];
            message.GetProperty("content").GetProperty(text).GetString().ShouldBe(text);
            message.GetProperty("headers").GetProperty(text).GetString().ShouldBe(text);
        }

        using var graph = await platform.Ada.PostAsJsonAsync("/graphql", new { query = $"{{queue_by_name(name:\"{queue}\"){{messages{{content headers{{name value}}}}}}}}" });
        using var answer = JsonDocument.Parse(await graph.Content.ReadAsStringAsync());
        var seen = answer.RootElement.GetProperty("data").GetProperty("queue_by_name").GetProperty("messages")[0];
        seen.GetProperty("headers")[0].GetProperty("value").GetString().ShouldBe(text);
        JsonDocument.Parse(seen.GetProperty("content").GetString()!).RootElement.GetProperty(text).GetString().ShouldBe(text);
    }

    [Fact]
    public async Task A_job_is_named_after_its_file_and_the_name_is_cut_between_characters()
    {
        var user = await platform.SignUpAsync();
        var name = string.Concat(Enumerable.Repeat("\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67", 50)) + $" {Decomposed}.wav";
        using var made = await platform.SendAsync(user, "POST", "/api/v1/uploads", null, [("Tus-Resumable", "1.0.0"), ("Upload-Length", "1"), ("Upload-Metadata", "filename " + Convert.ToBase64String(Encoding.UTF8.GetBytes(name)))]);
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        var patch = new HttpRequestMessage(HttpMethod.Patch, made.Headers.Location) { Content = new ByteArrayContent([1]) };
        patch.Headers.Add("Tus-Resumable", "1.0.0");
        patch.Headers.Add("Upload-Offset", "0");
        patch.Content.Headers.ContentType = new("application/offset+octet-stream");
        using var patched = await user.SendAsync(patch);
        patched.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await SubmitAsync(user, new { kind = "captions", input = new { upload_id = made.Headers.Location!.ToString().Split('/')[^1] } });
        var title = (await user.GetFromJsonAsync<PageResponse<JobResponse>>("/api/v1/jobs", GatewayFixture.Snake))!.Items.Single().Title!;

        // Whole families only, as many as fit.
        title.Length.ShouldBeLessThanOrEqualTo(200);
        (title.Length % 8).ShouldBe(0);
        title.ShouldStartWith("\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67");
    }

    private static async Task SubmitAsync(HttpClient user, object job)
    {
        using var accepted = await user.PostAsJsonAsync("/api/v1/jobs", job);
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted, await accepted.Content.ReadAsStringAsync());
    }
}
