using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.CaptionFiles;
using Platform.ApiGateway.CaptionLinks;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.Uploads;
using Platform.Contracts.PublicApi;
using Platform.ObjectStorage;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway.CaptionLinks;

/// <summary>Whoever has a link to captions has these, and nothing else of their owner.</summary>
[Collection(GatewayCollection.Name)]
public sealed class CaptionLinkEndpointsTests(GatewayFixture gateway) : IAsyncLifetime
{
    private TestUser _user = null!;
    private Guid _id;

    public async Task InitializeAsync()
    {
        _user = await gateway.SignUpAsync();
        _id = await NewJobAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_link_opens_the_captions_of_its_job_and_nothing_else()
    {
        var link = await CreateAsync("""{"name":" Bo "}""");
        (link.Name, link.JobId, link.MayEdit, link.ExpiresAt - link.CreatedAt).ShouldBe(("Bo", _id, false, TimeSpan.FromDays(30)));
        using var holder = Holder(link);
        var opened = (await holder.GetFromJsonAsync<LinkedCaptions>("/api/v1/links/current", GatewayFixture.Snake))!;
        (opened with { ExpiresAt = link.ExpiresAt }).ShouldBe(new LinkedCaptions(_id, "talk.mp3", false, link.ExpiresAt, "en-US", 10, false, 1000));
        opened.ExpiresAt.ShouldBe(link.ExpiresAt, TimeSpan.FromMilliseconds(1));
        (await holder.GetStringAsync(Job("/captions?format=txt"))).ShouldContain("hello world");

        // There are none of these, which is told rather than that they may not be asked for.
        await AnswersAsync(holder, HttpMethod.Get, Job("/media"), HttpStatusCode.NotFound);
        await AnswersAsync(holder, HttpMethod.Get, Job("/peaks"), HttpStatusCode.NotFound);

        var other = await NewJobAsync();
        foreach (var (method, path) in (IEnumerable<(string, string)>)
        [
            ("PUT", Job("/captions")), ("PUT", Job("/captions/document")), ("POST", Job("/captions/import?format=srt")), ("GET", Job("/captions/live")),
            ("GET", Job("/captions/revisions")), ("GET", Job("/captions/revisions/0")), ("POST", Job("/captions/revisions/0/restore")), ("PUT", Job("/captions/revisions/1/name")),
            ("GET", Job("/comments")), ("POST", Job("/comments")), ("DELETE", Job($"/comments/{link.Id}")), ("PUT", Job($"/comments/{link.Id}/resolution")),
            ("GET", Job("/links")), ("POST", Job("/links")), ("DELETE", Job($"/links/{link.Id}")), ("GET", Job("")), ("DELETE", Job("")), ("POST", Job("/recognitions")),
            ("GET", $"/api/v1/jobs/{other}/captions"), ("GET", "/api/v1/jobs"), ("POST", "/api/v1/jobs"), ("GET", "/api/v1/auth/me"), ("GET", "/api/v1/account/captions"), ("GET", "/queues"),
        ])
        {
            await AnswersAsync(holder, new HttpMethod(method), path, HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task No_route_beside_those_of_captions_accepts_a_link()
    {
        var policies = gateway.Services.GetRequiredService<IAuthorizationPolicyProvider>();
        var authorization = gateway.Services.GetRequiredService<IAuthorizationService>();
        var editor = new Caller(_user.Id, "", false, null, Guid.CreateVersion7(), [], "Link") { Link = new LinkGrant(_id, MayEdit: true, MayComment: true), IsEmailVerified = true };
        var request = new DefaultHttpContext { User = editor };
        request.Request.RouteValues["id"] = _id.ToString();
        var accepting = new List<string>();
        foreach (var endpoint in gateway.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>())
        {
            // Those without a policy are closed to everyone, or open to everyone.
            if (endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>() is { Count: > 0 } required
                && endpoint.Metadata.GetMetadata<IEndpointNameMetadata>() is { EndpointName: var name }
                && (await authorization.AuthorizeAsync(editor, request, (await AuthorizationPolicy.CombineAsync(policies, required))!)).Succeeded)
            {
                accepting.Add(name);
            }
        }

        accepting.Distinct().ShouldBe(
            ["CreateComment", "DeleteComment", "EditCaptions", "GetCaptions", "GetLinkedCaptions", "GetMedia", "GetPeaks", "GetRevision", "ListComments", "ListRevisions", "ReplaceCaptions"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_link_for_editors_saves_documents_and_reads_revisions()
    {
        using var editor = Holder(await CreateAsync("""{"name":"Bo","may_edit":true}"""));
        await SaveAsync(editor, 0);
        (await _user.Client.GetStringAsync(Job("/captions?format=txt"))).ShouldContain("by a link");
        await AnswersAsync(editor, HttpMethod.Get, Job("/captions/revisions"), HttpStatusCode.OK);
        await AnswersAsync(editor, HttpMethod.Get, Job("/captions/revisions/0"), HttpStatusCode.OK);
        await AnswersAsync(editor, HttpMethod.Post, Job("/captions/revisions/0/restore"), HttpStatusCode.Forbidden);
        await AnswersAsync(editor, HttpMethod.Put, $"/api/v1/jobs/{await NewJobAsync()}/captions/document", HttpStatusCode.Forbidden);
        await AnswersAsync(editor, HttpMethod.Get, Job("/links"), HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_revoked_link_opens_nothing_from_then_on()
    {
        var link = await CreateAsync("""{"name":"Bo"}""");
        using var holder = Holder(link);
        await AnswersAsync(holder, HttpMethod.Get, Job("/captions"), HttpStatusCode.OK);
        var listed = (await _user.Client.GetFromJsonAsync<ListResponse<CaptionLink>>(Job("/links"), GatewayFixture.Snake))!.Items.ShouldHaveSingleItem();
        (listed with { CreatedAt = link.CreatedAt, ExpiresAt = link.ExpiresAt }).ShouldBe(link with { Token = null });
        await AnswersAsync(_user.Client, HttpMethod.Delete, Job($"/links/{link.Id}"), HttpStatusCode.NoContent);
        await AnswersAsync(holder, HttpMethod.Get, Job("/captions"), HttpStatusCode.Unauthorized);
        await AnswersAsync(_user.Client, HttpMethod.Delete, Job($"/links/{link.Id}"), HttpStatusCode.NotFound);
        (await _user.Client.GetFromJsonAsync<ListResponse<CaptionLink>>(Job("/links"), GatewayFixture.Snake))!.Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_expired_link_opens_nothing_and_is_not_listed()
    {
        var link = await CreateAsync("""{"name":"Bo"}""");
        await ExpireAsync(link, link.CreatedAt.AddMinutes(-1));
        using var holder = Holder(link);
        await AnswersAsync(holder, HttpMethod.Get, Job("/captions"), HttpStatusCode.Unauthorized);
        (await _user.Client.GetFromJsonAsync<ListResponse<CaptionLink>>(Job("/links"), GatewayFixture.Snake))!.Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_has_expired_long_ago_is_deleted()
    {
        var (past, present) = (await CreateAsync("""{"name":"Bo"}"""), await CreateAsync("""{"name":"Cy"}"""));
        await ExpireAsync(past, past.CreatedAt.AddDays(-59));
        await gateway.Services.GetServices<IHostedService>().OfType<UploadCleanUp>().Single().RunOnceAsync(CancellationToken.None);
        await using var scope = gateway.Services.CreateAsyncScope();
        (await scope.ServiceProvider.GetRequiredService<IdentityDb>().CaptionLinks.Where(stored => stored.JobId == _id).Select(stored => stored.Id).ToListAsync()).ShouldBe([present.Id]);
    }

    [Fact]
    public async Task A_recording_that_is_being_sent_breaks_off_when_its_link_is_revoked()
    {
        // More than the connection holds while nobody reads it: the receiver's side is bounded here, and the sender's holds a few megabytes.
        const int Length = 32 * 1024 * 1024;
        await gateway.Services.GetRequiredService<IObjectStore>().PutAsync(ObjectKeys.Media(_id), new MemoryStream(new byte[Length]));
        gateway.SetResult(_id, new CaptionsResult(10, 1, 2, "en-US", "pocketsphinx", "audio/mpeg", Length, false, 0, ObjectKeys.Captions(_id, 0), ObjectKeys.Media(_id)));
        var link = await CreateAsync("""{"name":"Bo"}""");
        using var holder = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectNarrowAsync })
        {
            BaseAddress = gateway.Address,
            DefaultRequestHeaders = { { "X-Api-Key", link.Token.ShouldNotBeNull() } },
        };
        using var answer = await holder.GetAsync(Job("/media"), HttpCompletionOption.ResponseHeadersRead);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.CacheControl!.NoCache.ShouldBeTrue();
        await using var recording = await answer.Content.ReadAsStreamAsync();
        await recording.ReadExactlyAsync(new byte[1000]);
        await AnswersAsync(_user.Client, HttpMethod.Delete, Job($"/links/{link.Id}"), HttpStatusCode.NoContent);
        await Should.ThrowAsync<IOException>(() => recording.CopyToAsync(Stream.Null));
    }

    [Fact]
    public async Task A_link_has_a_bound_of_recordings_sent_at_a_time_which_leaves_its_owner_alone()
    {
        var link = await CreateAsync("""{"name":"Bo"}""");
        using var holder = Holder(link);
        var limit = gateway.Services.GetRequiredKeyedService<OpenRequestLimit>(CaptionFileEndpoints.RecordingLimitKey);
        var open = Enumerable.Range(0, CaptionFileEndpoints.MaxOpenByLink).Select(_ => limit.Enter(link.Id, CaptionFileEndpoints.MaxOpenByLink)).ToArray();
        await AnswersAsync(holder, HttpMethod.Get, Job("/media"), HttpStatusCode.TooManyRequests);

        // There is no recording of this job.
        await AnswersAsync(_user.Client, HttpMethod.Get, Job("/media"), HttpStatusCode.NotFound);
        open[0].Dispose();
        await AnswersAsync(holder, HttpMethod.Get, Job("/media"), HttpStatusCode.NotFound);
        Array.ForEach(open, one => one.Dispose());
    }

    [Fact]
    public async Task A_link_is_limited_by_address_and_not_in_the_name_of_its_owner()
    {
        using var holder = Holder(await CreateAsync("""{"name":"Bo"}"""));
        using var answer = await holder.GetAsync("/api/v1/links/current");
        answer.Headers.GetValues("RateLimit-Policy").Single().ShouldStartWith("\"anonymous\"");
        using var own = await _user.Client.GetAsync(Job("/links"));
        own.Headers.GetValues("RateLimit-Policy").Single().ShouldStartWith("\"requests\"");
    }

    [Fact]
    public async Task What_an_editor_saves_is_saved_by_the_link_which_learns_nothing_of_the_owner()
    {
        var link = await CreateAsync("""{"name":"Bo","may_edit":true}""");
        using var editor = Holder(link);
        await SaveAsync(_user.Client, 0);
        await SaveAsync(editor, 1);
        (await SavedByAsync(_user.Client)).ShouldBe([link.Id, _user.Id, null]);
        (await SavedByAsync(editor)).ShouldBe([link.Id, null, null]);
    }

    [Fact]
    public async Task A_key_opens_no_more_by_a_link_than_by_itself_and_for_no_longer()
    {
        var ends = TimeProvider.System.GetUtcNow().AddDays(2);
        var (_, client) = await gateway.WithKeyAsync(_user, ends);
        using (client)
        {
            using var created = await client.PostAsync(Job("/links"), Json("""{"name":"Bo"}"""));
            created.StatusCode.ShouldBe(HttpStatusCode.Created);
            (await created.Content.ReadFromJsonAsync<CaptionLink>(GatewayFixture.Snake))!.ExpiresAt.ShouldBe(ends, TimeSpan.FromMilliseconds(1));
            using var refused = await client.PostAsJsonAsync(Job("/links"), new { name = "Bo", expires_at = ends.AddHours(1) });
            refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
            (await Problem.ReadAsync(refused)).Errors!.Keys.ShouldBe(["expires_at"]);
        }

        using var made = await _user.Client.PostAsync("/api/v1/api-keys", Json("""{"name":"writer","scopes":["jobs:write"]}"""));
        var key = (await made.Content.ReadFromJsonAsync<ApiKeyResponse>(GatewayFixture.Snake))!.Key;
        using var writer = new HttpClient { BaseAddress = gateway.Address, DefaultRequestHeaders = { { "X-Api-Key", key } } };
        using var forbidden = await writer.PostAsync(Job("/links"), Json("""{"name":"Bo"}"""));
        forbidden.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task What_a_key_has_created_is_revoked_with_it()
    {
        var (id, client) = await gateway.WithKeyAsync(_user);
        using (client)
        {
            var link = await (_user with { Client = client }).LinkAsync(_id);
            using var holder = Holder(link);
            using var other = Holder(await CreateAsync("""{"name":"Cy"}"""));
            await AnswersAsync(holder, HttpMethod.Get, Job("/captions"), HttpStatusCode.OK);
            await AnswersAsync(_user.Client, HttpMethod.Delete, $"/api/v1/api-keys/{id}", HttpStatusCode.NoContent);
            await AnswersAsync(holder, HttpMethod.Get, Job("/captions"), HttpStatusCode.Unauthorized);
            await AnswersAsync(other, HttpMethod.Get, Job("/captions"), HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task Sessions_and_made_up_tokens_are_no_links()
    {
        await AnswersAsync(_user.Client, HttpMethod.Get, "/api/v1/links/current", HttpStatusCode.Forbidden);
        using var stranger = new HttpClient { BaseAddress = gateway.Address, DefaultRequestHeaders = { { "X-Api-Key", "cl_made-up" } } };
        await AnswersAsync(stranger, HttpMethod.Get, "/api/v1/links/current", HttpStatusCode.Unauthorized);
        await AnswersAsync(gateway.Anonymous, HttpMethod.Get, "/api/v1/links/current", HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("""{"name":""}""", 422, "name")]
    [InlineData("""{"name":"Bo","expires_at":"2020-01-01T00:00:00Z"}""", 422, "expires_at")]
    [InlineData("""{"name":"Bo","expires_at":"2199-01-01T00:00:00Z"}""", 422, "expires_at")]
    [InlineData("""{"name":"Bo","may_edit":"yes"}""", 400, "may_edit")]
    public async Task Invalid_fields_are_named(string body, int status, string field)
    {
        using var answer = await _user.Client.PostAsync(Job("/links"), Json(body));
        ((int)answer.StatusCode).ShouldBe(status);
        (await Problem.ReadAsync(answer)).Errors!.Keys.ShouldBe([field]);
    }

    [Fact]
    public async Task A_job_has_so_many_links_and_no_more_even_when_they_are_created_concurrently()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, CaptionLinkEndpoints.MaxLinks + 3).Select(i => _user.Client.PostAsync(Job("/links"), Json($$"""{"name":"{{i}}"}"""))));
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(CaptionLinkEndpoints.MaxLinks);
        var refused = answers.First(answer => answer.StatusCode != HttpStatusCode.Created);
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await Problem.ReadAsync(refused)).Code.ShouldBe("quota_exceeded");
    }

    private async Task ExpireAsync(CaptionLink link, DateTimeOffset end)
    {
        await using var scope = gateway.Services.CreateAsyncScope();
        var start = end.AddDays(-1);
        await scope.ServiceProvider.GetRequiredService<IdentityDb>().CaptionLinks.Where(stored => stored.Id == link.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(stored => stored.CreatedAt, start).SetProperty(stored => stored.ExpiresAt, end));
    }

    private async Task SaveAsync(HttpClient client, int revision)
    {
        using var save = new HttpRequestMessage(HttpMethod.Put, Job("/captions/document")) { Content = Json("""{"cues":[{"id":"cue-1","start":0.5,"end":2,"text":"by a link"}]}""") };
        save.Headers.IfMatch.Add(EntityTagHeaderValue.Parse($"\"r{revision}\""));
        using var saved = await client.SendAsync(save);
        saved.StatusCode.ShouldBe(HttpStatusCode.OK, await saved.Content.ReadAsStringAsync());
    }

    private async Task<IEnumerable<Guid?>> SavedByAsync(HttpClient client) =>
        (await client.GetFromJsonAsync<ListResponse<CaptionRevision>>(Job("/captions/revisions"), GatewayFixture.Snake))!.Items.Select(revision => revision.SavedBy);

    private Task<Guid> NewJobAsync() => gateway.FinishJobAsync(_user);

    private Task<CaptionLink> CreateAsync(string body) => _user.LinkAsync(_id, body);

    private HttpClient Holder(CaptionLink link) => gateway.Holder(link);

    /// <summary>A connection whose receiver holds little: by itself the system lets it grow to many megabytes.</summary>
    private static async ValueTask<Stream> ConnectNarrowAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 64 * 1024 };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private string Job(string path) => $"/api/v1/jobs/{_id}{path}";

    private static async Task AnswersAsync(HttpClient client, HttpMethod method, string path, HttpStatusCode status)
    {
        using var answer = await client.SendAsync(new HttpRequestMessage(method, path));
        answer.StatusCode.ShouldBe(status, $"{method} {path}");
    }

    private static StringContent Json(string text) => new(text, MediaTypeHeaderValue.Parse("application/json"));
}
