using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.ApiGateway.Comments;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.OrphanedObjects;
using Platform.Contracts.PublicApi;
using Platform.Integration.ApiGateway.CaptionLinks;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway.Comments;

/// <summary>Whoever has a link that may comment writes about moments of a recording; its owner reads, resolves and deletes it.</summary>
[Collection(GatewayCollection.Name)]
public sealed class CommentEndpointsTests(GatewayFixture gateway) : IAsyncLifetime
{
    private const string ToComment = """{"name":"Bo","may_comment":true}""";

    private TestUser _user = null!;
    private Guid _id;

    public async Task InitializeAsync()
    {
        _user = await gateway.SignUpAsync();
        _id = await gateway.FinishJobAsync(_user);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_comment_by_a_link_is_seen_by_all_who_may_and_deleted_by_who_wrote_it()
    {
        var link = await _user.LinkAsync(_id, ToComment);
        link.MayComment.ShouldBeTrue();
        using var writer = gateway.Holder(link);
        using var other = gateway.Holder(await _user.LinkAsync(_id, ToComment));
        (await writer.GetFromJsonAsync<LinkedCaptions>("/api/v1/links/current", GatewayFixture.Snake))!.MayComment.ShouldBeTrue();

        var late = await WriteAsync(writer, 2000, " Ada ", " Who is this?\nBo? ");
        var early = await WriteAsync(other, 1000, "Cy", "Louder");
        (late.Name, late.Text, late.AtMs, late.IsByOwner, late.LinkId).ShouldBe(("Ada", "Who is this?\nBo?", 2000, false, null));
        (await ListAsync(other)).Select(comment => (comment.Id, comment.Text, comment.Token)).ShouldBe([(early.Id, "Louder", null), (late.Id, late.Text, null)]);
        (await ListAsync(_user.Client)).Select(comment => (comment.Id, comment.LinkId)).ShouldContain((late.Id, link.Id));

        // Neither without the token, nor with that of another.
        await DeletesAsync(writer, late, null, HttpStatusCode.NotFound);
        await DeletesAsync(writer, late, early.Token, HttpStatusCode.NotFound);
        await DeletesAsync(other, late, late.Token, HttpStatusCode.NotFound);
        await DeletesAsync(writer, late, late.Token, HttpStatusCode.NoContent);
        (await ListAsync(writer)).ShouldHaveSingleItem().Id.ShouldBe(early.Id);
    }

    [Fact]
    public async Task The_owner_writes_resolves_and_deletes()
    {
        var own = await WriteAsync(_user.Client, 0, null, "Mine");
        (own.IsByOwner, own.Name, own.Token, own.ResolvedAt).ShouldBe((true, null, null, null));
        (await ResolveAsync(own, true)).ResolvedAt.ShouldNotBeNull();
        (await ListAsync(_user.Client)).ShouldHaveSingleItem().ResolvedAt.ShouldNotBeNull();
        (await ResolveAsync(own, false)).ResolvedAt.ShouldBeNull();
        await DeletesAsync(_user.Client, own, null, HttpStatusCode.NoContent);
        await DeletesAsync(_user.Client, own, null, HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("owner", 200, 201, 404, 404)]
    [InlineData("stranger", 404, 404, 404, 404)]
    [InlineData("anonymous", 401, 401, 401, 401)]
    [InlineData("link to comment", 200, 201, 403, 404)]
    [InlineData("link to read", 403, 403, 403, 403)]
    [InlineData("link to edit", 403, 403, 403, 403)]
    [InlineData("link to another job", 403, 403, 403, 403)]
    public async Task Each_route_is_open_to_whom_it_is_meant_for(string role, int lists, int writes, int resolves, int deletes)
    {
        using var client = await ClientOfAsync(role);
        var one = Path($"/{Guid.CreateVersion7()}");
        foreach (var (method, path, body, status) in (IEnumerable<(string, string, string?, int)>)
        [
            ("GET", Path(""), null, lists), ("POST", Path(""), """{"at_ms":0,"text":"Hi","name":"Ada"}""", writes),
            ("PUT", one + "/resolution", """{"is_resolved":true}""", resolves), ("DELETE", one, null, deletes),
        ])
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : Json(body) };
            using var answer = await client.SendAsync(request);
            ((int)answer.StatusCode).ShouldBe(status, $"{role}: {method} {path}");
        }
    }

    [Fact]
    public async Task Comments_stay_when_their_link_is_revoked_and_no_new_ones_come()
    {
        var link = await _user.LinkAsync(_id, ToComment);
        using var writer = gateway.Holder(link);
        await WriteAsync(writer, 0, "Ada", "Hi");
        using var revoked = await _user.Client.DeleteAsync($"/api/v1/jobs/{_id}/links/{link.Id}");
        revoked.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var refused = await writer.PostAsync(Path(""), Json("""{"at_ms":0,"text":"Hi","name":"Ada"}"""));
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await ListAsync(_user.Client)).ShouldHaveSingleItem().LinkId.ShouldBe(link.Id);
    }

    [Fact]
    public async Task A_list_that_is_known_is_not_sent_again_until_something_changes()
    {
        var comment = await WriteAsync(_user.Client, 0, null, "Hi");
        var known = await TagAsync();
        using var same = new HttpRequestMessage(HttpMethod.Get, Path(""));
        same.Headers.IfNoneMatch.Add(known);
        using var answer = await _user.Client.SendAsync(same);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        await ResolveAsync(comment, true);
        var resolved = await TagAsync();
        resolved.ShouldNotBe(known);
        await WriteAsync(_user.Client, 0, null, "Again");
        (await TagAsync()).ShouldNotBe(resolved);
    }

    [Theory]
    [InlineData("""{"at_ms":0,"text":" ","name":"Ada"}""", 422, "text")]
    [InlineData("""{"at_ms":0,"text":"Hi","name":" "}""", 422, "name")]
    [InlineData("""{"at_ms":0,"text":"Hi","name":"A\nda"}""", 422, "name")]
    [InlineData("""{"at_ms":0,"text":"Hi"}""", 422, "name")]
    [InlineData("""{"at_ms":-1,"text":"Hi","name":"Ada"}""", 422, "at_ms")]
    [InlineData("""{"at_ms":10001,"text":"Hi","name":"Ada"}""", 422, "at_ms")]
    [InlineData("""{"at_ms":"0","text":"Hi","name":"Ada"}""", 400, "at_ms")]
    public async Task Invalid_fields_are_named_and_nothing_is_written(string body, int status, string field)
    {
        using var writer = gateway.Holder(await _user.LinkAsync(_id, ToComment));
        using var answer = await writer.PostAsync(Path(""), Json(body));
        ((int)answer.StatusCode).ShouldBe(status);
        (await Problem.ReadAsync(answer)).Errors!.Keys.ShouldBe([field]);
        (await ListAsync(writer)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_text_that_is_too_long_is_refused()
    {
        using var answer = await _user.Client.PostAsJsonAsync(Path(""), new { at_ms = 0, text = new string('m', 1001) });
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Problem.ReadAsync(answer)).Errors!.Keys.ShouldBe(["text"]);
    }

    [Fact]
    public async Task A_job_and_a_link_have_so_many_comments_and_no_more_even_when_they_are_written_concurrently()
    {
        var link = await _user.LinkAsync(_id, ToComment);
        using var writer = gateway.Holder(link);
        await FillAsync(CommentStore.MaxOfLink - 2, link.Id);
        (await WriteManyAsync(writer)).ShouldBe((2, 3));

        await FillAsync(CommentStore.MaxOfJob - CommentStore.MaxOfLink - 2, null);
        (await WriteManyAsync(_user.Client)).ShouldBe((2, 3));
    }

    [Fact]
    public async Task An_address_writes_only_so_many_comments_at_once_by_a_link()
    {
        using var writer = gateway.Holder(await _user.LinkAsync(_id, ToComment));
        for (var i = 0; i < CommentLimit.Burst; i++)
        {
            await WriteAsync(writer, i, "Ada", "Hi");
        }

        // One may have come back in the meantime.
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 4; i++)
        {
            using var answer = await writer.PostAsync(Path(""), Json("""{"at_ms":0,"text":"Hi","name":"Ada"}"""));
            statuses.Add(answer.StatusCode);
        }

        statuses.ShouldContain(HttpStatusCode.TooManyRequests);
        await WriteAsync(_user.Client, 0, null, "The owner goes on");
    }

    [Fact]
    public async Task Comments_are_deleted_with_their_job()
    {
        await WriteAsync(_user.Client, 0, null, "Hi");
        await gateway.Services.GetRequiredService<JobObjects>().DeleteAsync(_id, CancellationToken.None);
        (await ListAsync(_user.Client)).ShouldBeEmpty();
    }

    private async Task<HttpClient> ClientOfAsync(string role) => role switch
    {
        "owner" => Client(_user.Client),
        "stranger" => Client((await gateway.SignUpAsync()).Client),
        "anonymous" => new HttpClient { BaseAddress = gateway.Address },
        "link to comment" => gateway.Holder(await _user.LinkAsync(_id, ToComment)),
        "link to read" => gateway.Holder(await _user.LinkAsync(_id)),
        "link to edit" => gateway.Holder(await _user.LinkAsync(_id, """{"name":"Bo","may_edit":true}""")),
        _ => gateway.Holder(await _user.LinkAsync(await gateway.FinishJobAsync(_user), ToComment)),
    };

    // One that may be disposed, unlike that of the user.
    private HttpClient Client(HttpClient user) => new() { BaseAddress = gateway.Address, DefaultRequestHeaders = { Authorization = user.DefaultRequestHeaders.Authorization } };

    private async Task<(int Written, int Refused)> WriteManyAsync(HttpClient client)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => client.PostAsJsonAsync(Path(""), new { at_ms = i, text = "Hi", name = "Ada" })));
        var refused = answers.Where(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).ToList();
        foreach (var answer in refused)
        {
            (await Problem.ReadAsync(answer)).Code.ShouldBe("quota_exceeded");
        }

        return (answers.Count(answer => answer.StatusCode == HttpStatusCode.Created), refused.Count);
    }

    private async Task FillAsync(int count, Guid? link)
    {
        await using var scope = gateway.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        var now = TimeProvider.System.GetUtcNow();
        db.CaptionComments.AddRange(Enumerable.Range(0, count).Select(i => new StoredCaptionComment
        {
            Id = Guid.CreateVersion7(now),
            UserId = _user.Id,
            JobId = _id,
            LinkId = link,
            Name = "Ada",
            Text = "Hi",
            AtMs = i,
            TokenHash = link is null ? null : new byte[32],
            CreatedAt = now,
        }));
        await db.SaveChangesAsync();
    }

    private async Task<CaptionComment> WriteAsync(HttpClient client, long at, string? name, string text)
    {
        using var answer = await client.PostAsJsonAsync(Path(""), new CreateCommentRequest(at, text, name), GatewayFixture.Snake);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<CaptionComment>(GatewayFixture.Snake))!;
    }

    private async Task<CaptionComment> ResolveAsync(CaptionComment comment, bool isResolved)
    {
        using var answer = await _user.Client.PutAsJsonAsync(Path($"/{comment.Id}/resolution"), new ResolveCommentRequest(isResolved), GatewayFixture.Snake);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await answer.Content.ReadFromJsonAsync<CaptionComment>(GatewayFixture.Snake))!;
    }

    private async Task<IReadOnlyList<CaptionComment>> ListAsync(HttpClient client) =>
        (await client.GetFromJsonAsync<ListResponse<CaptionComment>>(Path(""), GatewayFixture.Snake))!.Items;

    private async Task<EntityTagHeaderValue> TagAsync()
    {
        using var answer = await _user.Client.GetAsync(Path(""));
        return answer.Headers.ETag.ShouldNotBeNull();
    }

    private async Task DeletesAsync(HttpClient client, CaptionComment comment, string? token, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, Path($"/{comment.Id}"));
        if (token is not null)
        {
            request.Headers.Add(CommentEndpoints.TokenHeader, token);
        }

        using var answer = await client.SendAsync(request);
        answer.StatusCode.ShouldBe(status);
    }

    private string Path(string rest) => $"/api/v1/jobs/{_id}/comments{rest}";

    private static StringContent Json(string text) => new(text, MediaTypeHeaderValue.Parse("application/json"));
}
