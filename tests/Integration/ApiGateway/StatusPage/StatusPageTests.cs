using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Xml.Linq;
using Platform.Contracts.PublicApi;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway.StatusPage;

/// <summary>What the public is told: in four forms, to everybody, and nothing else.</summary>
public sealed class StatusPageTests(StatusGateway gateway) : IClassFixture<StatusGateway>
{
    private const string Secret = "the primary at 10.0.0.7 is full";

    private static readonly XNamespace s_atom = "http://www.w3.org/2005/Atom";
    private static readonly string[] s_paths = ["/status-page", "/status-page.json", "/status-page/atom.xml", "/status-page/rss.xml"];

    [Fact]
    public async Task The_public_reads_what_responders_tell_and_nothing_else()
    {
        var number = await OpenAsync("worker", "p2");
        var suspected = await StateAsync(state => LevelOf(state, PlatformPart.Captions) == PartLevel.Degraded);
        suspected.Incidents.ShouldBeEmpty("nobody has told the public yet");

        await PublishAsync(number, "Captions are <late>", "down", "investigating", "We look for the cause.");
        await PublishAsync(number, "Captions are <late>", "down", "identified", "A disk was full.");
        var told = await StateAsync(state => state.Incidents is [{ Updates.Count: 2 }]);
        told.Incidents[0].Stage.ShouldBe(NoticeStage.Identified);
        told.Incidents[0].Updates.Select(update => update.Text).ShouldBe(["A disk was full.", "We look for the cause."]);
        LevelOf(told, PlatformPart.Captions).ShouldBe(PartLevel.Down);
        LevelOf(told, PlatformPart.Queues).ShouldBe(PartLevel.Operational);
        (await StateAsync(state => state.Parts.All(part => part.Days.Count > 0))).Parts.Count.ShouldBe(5);

        foreach (var path in s_paths)
        {
            var body = await gateway.Anonymous.GetStringAsync(path);
            body.ShouldContain("A disk was full.");
            body.ShouldNotContain("10.0.0.7", Case.Insensitive, path);
            body.ShouldNotContain("@example.com", Case.Insensitive, path);
            body.ShouldNotContain("worker", Case.Insensitive, path);
        }

        var page = await gateway.Anonymous.GetStringAsync("/status-page");
        page.ShouldContain("Captions are &lt;late&gt;");
        page.ShouldNotContain("<script");
        var atom = XDocument.Parse(await gateway.Anonymous.GetStringAsync("/status-page/atom.xml"));
        atom.Root!.Elements(s_atom + "entry").Select(entry => entry.Element(s_atom + "title")!.Value).ShouldContain("Captions are <late>");
        var rss = XDocument.Parse(await gateway.Anonymous.GetStringAsync("/status-page/rss.xml"));
        rss.Root!.Element("channel")!.Elements("item").Select(item => item.Element("guid")!.Value).ShouldAllBe(id => id.StartsWith("urn:uuid:", StringComparison.Ordinal));

        await PublishAsync(number, "Captions are late", "down", "resolved", "It is over.");
        using var closed = await gateway.Responder.PostAsJsonAsync($"/api/v1/operations/incidents/{number}/notes", new { text = Secret });
        closed.EnsureSuccessStatusCode();
        LevelOf(await StateAsync(state => state.Incidents is [{ Stage: NoticeStage.Resolved }]), PlatformPart.Captions).ShouldBe(PartLevel.Degraded, "its incident is open");
    }

    [Fact]
    public async Task Planned_work_is_shown_until_somebody_ends_it()
    {
        var now = DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(Math.Floor((TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds));
        using var planned = await gateway.Chief.PostAsJsonAsync("/api/v1/operations/planned-work", Work(now.AddMinutes(-1), now.AddHours(1)));
        planned.StatusCode.ShouldBe(HttpStatusCode.Created, await planned.Content.ReadAsStringAsync());
        var work = (await planned.Content.ReadFromJsonAsync<PlannedWorkResponse>(GatewayFixture.Snake))!;
        await StateAsync(state => LevelOf(state, PlatformPart.Queues) == PartLevel.Maintenance);
        (await gateway.Anonymous.GetStringAsync("/status-page")).ShouldContain("A new disk");

        using var ended = await gateway.Chief.PostAsync($"/api/v1/operations/planned-work/{work.Id}/end", null);
        ended.EnsureSuccessStatusCode();
        await StateAsync(state => LevelOf(state, PlatformPart.Queues) == PartLevel.Operational);
        (await gateway.Anonymous.GetStringAsync("/status-page")).ShouldNotContain("A new disk");
        using var unknown = await gateway.Chief.PostAsync($"/api/v1/operations/planned-work/{Guid.CreateVersion7()}/end", null);
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        foreach (var (start, end) in ((DateTimeOffset, DateTimeOffset)[])[(now, now), (now.AddDays(-2), now.AddDays(-1)), (now, now.AddDays(8))])
        {
            using var refused = await gateway.Chief.PostAsJsonAsync("/api/v1/operations/planned-work", Work(start, end));
            refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
            (await Problem.ReadAsync(refused)).Errors!.Keys.ShouldBe(["ends_at"]);
        }
    }

    [Fact]
    public async Task Responders_publish_and_operators_plan_and_nobody_else()
    {
        var number = await OpenAsync("other", "p3");
        var now = TimeProvider.System.GetUtcNow();
        using var viewer = await gateway.Viewer.PostAsJsonAsync($"/api/v1/operations/incidents/{number}/notices", Notice("t", "down", "resolved", "t"));
        viewer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var responder = await gateway.Responder.PostAsJsonAsync("/api/v1/operations/planned-work", Work(now, now.AddHours(1)));
        responder.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var unknown = await gateway.Responder.PostAsJsonAsync("/api/v1/operations/incidents/4711/notices", Notice("t", "down", "resolved", "t"));
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var level = await gateway.Responder.PostAsJsonAsync($"/api/v1/operations/incidents/{number}/notices", Notice("t", "operational", "resolved", "t"));
        level.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Problem.ReadAsync(level)).Errors!.Keys.ShouldBe(["level"]);
    }

    [Fact]
    public async Task Whoever_has_a_version_is_not_sent_it_again_and_gets_it_in_their_language()
    {
        await StateAsync(state => state.TakenAt is not null);
        using var portuguese = new HttpRequestMessage(HttpMethod.Get, "/status-page");
        portuguese.Headers.AcceptLanguage.ParseAdd("pt-PT, en;q=0.5");
        using var translated = await gateway.Anonymous.SendAsync(portuguese);
        translated.Content.Headers.ContentLanguage.Single().ShouldBe("pt-BR");
        (await translated.Content.ReadAsStringAsync()).ShouldContain("<html lang=\"pt-BR\">");
        translated.Headers.CacheControl!.Public.ShouldBeTrue();
        translated.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("style-src 'sha256-");

        await Eventually.PassesAsync(async () =>
        {
            using var first = await gateway.Anonymous.GetAsync("/status-page/rss.xml");
            using var again = new HttpRequestMessage(HttpMethod.Get, "/status-page/rss.xml");
            again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
            using var known = await gateway.Anonymous.SendAsync(again);
            known.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        });

        using var packed = new HttpRequestMessage(HttpMethod.Get, "/status-page");
        packed.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        using var small = await gateway.Anonymous.SendAsync(packed);
        small.Content.Headers.ContentEncoding.Single().ShouldBe("gzip");
        small.Content.Headers.ContentLength!.Value.ShouldBeLessThan(20_000);
        using var head = await gateway.Anonymous.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/status-page"));
        head.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await head.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    private static object Work(DateTimeOffset start, DateTimeOffset end) =>
        new { title = "A new disk", text = "Queues stop for a minute.", parts = (string[])["queues"], starts_at = start, ends_at = end };

    private static object Notice(string title, string level, string stage, string text) => new { title, parts = (string[])["captions"], level, stage, text };

    private static PartLevel LevelOf(StatusPageResponse state, PlatformPart part) => state.Parts.Single(one => one.Part == part).Level;

    private async Task<long> OpenAsync(string service, string severity)
    {
        using var opened = await gateway.Responder.PostAsJsonAsync("/api/v1/operations/incidents", new { title = Secret, service, severity, note = Secret });
        opened.StatusCode.ShouldBe(HttpStatusCode.Created, await opened.Content.ReadAsStringAsync());
        return (await opened.Content.ReadFromJsonAsync<IncidentDetails>(GatewayFixture.Snake))!.Incident.Number;
    }

    private async Task PublishAsync(long number, string title, string level, string stage, string text)
    {
        using var published = await gateway.Responder.PostAsJsonAsync($"/api/v1/operations/incidents/{number}/notices", Notice(title, level, stage, text));
        published.StatusCode.ShouldBe(HttpStatusCode.Created, await published.Content.ReadAsStringAsync());
    }

    private Task<StatusPageResponse> StateAsync(Func<StatusPageResponse, bool> isAwaited) => Eventually.GetAsync(async () =>
        await gateway.Anonymous.GetFromJsonAsync<StatusPageResponse>("/status-page.json", GatewayFixture.Snake) is { TakenAt: not null } state && isAwaited(state) ? state : null);
}
