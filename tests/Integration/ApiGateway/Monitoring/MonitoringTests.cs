using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway.Monitoring;

/// <summary>Operators ask Prometheus and Alertmanager through the gateway.</summary>
[Collection(MonitoredCollection.Name)]
public sealed class MonitoringTests(MonitoredGateway gateway)
{
    private const string Base = "/api/v1/monitoring";

    [Fact]
    public async Task Operators_can_run_instant_and_range_queries()
    {
        var client = await OperatorAsync();

        // The first scrape may have had no answer in time, and is then known as a 0.
        await Eventually.PassesAsync(async () =>
        {
            (await ResultAsync(client, "/query?query=up")).GetArrayLength().ShouldBe(1);
            var up = (await ResultAsync(client, "/query?query=" + Uri.EscapeDataString("up{job=\"prometheus\"}")))[0];
            up.GetProperty("value")[1].GetString().ShouldBe("1");
        });

        // The second that has begun counts: the only sample so far may lie in it.
        var end = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 1;
        var series = (await ResultAsync(client, Invariant($"/query_range?query=up&start={end - 60}&end={end}&step=1")))[0];
        series.GetProperty("values").GetArrayLength().ShouldBeGreaterThan(0);

        using var jobs = await client.GetAsync(Base + "/labels/job/values?match=up");
        jobs.Headers.CacheControl!.NoStore.ShouldBeTrue();
        (await DataAsync(jobs)).EnumerateArray().Select(value => value.GetString()).ShouldBe(["prometheus"]);
        using var found = await client.GetAsync(Base + "/series?match=up");
        (await DataAsync(found))[0].GetProperty("__name__").GetString().ShouldBe("up");
    }

    [Theory]
    [InlineData("/query", "query")]
    [InlineData("/query?query=sum(", "query")]
    [InlineData("/query?query=up&time=99999999999", "time")]
    [InlineData("/query_range?query=up", "start", "end")]
    [InlineData("/query_range?query=up&start=2000&end=1000&step=15", "end")]
    [InlineData("/query_range?query=up&start=1000&end=2000&step=0.1", "step")]
    [InlineData("/query_range?query=up&start=1000&end=2000", "step")]
    [InlineData("/query_range?query=up&start=1000&end=100000&step=1", "step")]
    [InlineData("/query_range?query=up&start=1000&end=100000000&step=100000", "start")]
    [InlineData("/labels/not-a-label/values", "name")]
    [InlineData("/labels/job/values?match=up{", "match")]
    [InlineData("/series", "match")]
    [InlineData("/query_range?query=vector(1)&start=1000&end=2990&step=1", "query")]
    public async Task Errors_of_a_query_are_named(string address, params string[] fields)
    {
        var client = await OperatorAsync();
        using var response = await client.GetAsync(Base + address);
        response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Problem.ReadAsync(response)).Errors.ShouldNotBeNull().Keys.ShouldBe(fields, ignoreOrder: true);
    }

    [Theory]
    [InlineData("GET", "/query?query=up")]
    [InlineData("GET", "/query_range?query=up")]
    [InlineData("GET", "/labels/job/values")]
    [InlineData("GET", "/series?match=up")]
    [InlineData("GET", "/alerts")]
    [InlineData("GET", "/silences")]
    [InlineData("POST", "/silences")]
    [InlineData("DELETE", "/silences/01890000-0000-7000-8000-000000000000")]
    public async Task Other_users_are_refused(string method, string address)
    {
        using var anonymous = await gateway.Anonymous.SendAsync(new HttpRequestMessage(new HttpMethod(method), Base + address));
        anonymous.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var user = await gateway.SignUpAsync();
        using var refused = await user.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), Base + address));
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Silencing_and_unsilencing_alerts_is_recorded_in_the_audit_log()
    {
        var client = await OperatorAsync();
        await Eventually.BecomesTrueAsync(async () => (await AlertsAsync(client)).Items.Any(alert => alert.State == "firing"));
        var alerts = await AlertsAsync(client);
        alerts.Items.Select(alert => (alert.Name, alert.State, alert.Severity, alert.Service)).ShouldBe(
            [("AlwaysOn", "firing", "critical", "tested"), ("StillWaiting", "pending", "warning", null)]);
        alerts.Items[0].Value.ShouldBe("4.2e+01");
        alerts.Items[0].Annotations["summary"].ShouldBe("It always fires.");
        alerts.KnowsSilences.ShouldBeTrue();

        using var created = await client.PostAsJsonAsync(Base + "/silences", new
        {
            matchers = new[] { new { name = "alertname", value = "AlwaysOn" }, new { name = "service", value = "tested" } },
            duration_minutes = 30,
            comment = "Being looked into.",
        });
        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        var silence = (await created.Content.ReadFromJsonAsync<SilenceResponse>(GatewayFixture.Snake))!;
        silence.CreatedBy.ShouldBe("operator@example.com");
        (silence.EndsAt - silence.StartsAt).ShouldBe(TimeSpan.FromMinutes(30));
        await Eventually.BecomesTrueAsync(
            async () => (await AlertsAsync(client)).Items.Any(alert => alert.SilencedBy.Contains(silence.Id)));
        (await SilencesAsync(client)).Single(known => known.Id == silence.Id).State.ShouldBe("active");

        using var expired = await client.DeleteAsync(Base + "/silences/" + silence.Id);
        expired.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await SilencesAsync(client)).Single(known => known.Id == silence.Id).State.ShouldBe("expired");
        using var none = await client.DeleteAsync(Base + "/silences/" + Guid.CreateVersion7());
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var audit = (await client.GetFromJsonAsync<ListResponse<AuditEntry>>("/api/v1/audit/security", GatewayFixture.Snake))!.Items;
        var made = audit.Single(entry => entry.Action == "silence.created");
        made.Detail.ToString()!.ShouldContain("alertname=AlwaysOn, service=tested. Being looked into.");
        audit.ShouldContain(entry => entry.Action == "silence.expired");
    }

    [Theory]
    [InlineData("""{"matchers":[],"duration_minutes":30,"comment":"because"}""", "matchers")]
    [InlineData("""{"matchers":[{"name":"alertname","value":""}],"duration_minutes":30,"comment":"because"}""", "matchers")]
    [InlineData("""{"matchers":[{"name":"a","value":"b"}],"duration_minutes":1441,"comment":"because"}""", "duration_minutes")]
    [InlineData("""{"matchers":[{"name":"a","value":"b"}],"duration_minutes":30,"comment":" "}""", "comment")]
    [InlineData("""{"matchers":[{"name":"","value":"b"}],"duration_minutes":30,"comment":"because"}""", "matchers[0].name")]
    [InlineData("""{"matchers":[{"name":"a","value":"(","is_regex":true}],"duration_minutes":30,"comment":"because"}""", "matchers")]
    public async Task A_silence_needs_matchers_a_duration_and_a_comment(string body, string field)
    {
        var client = await OperatorAsync();
        using var response = await client.PostAsync(Base + "/silences", new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")));
        response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Problem.ReadAsync(response)).Errors.ShouldNotBeNull().Keys.ShouldContain(field);
    }

    [Theory]
    [InlineData("POST", "/api/v2/silences", "text/plain")]
    [InlineData("POST", "/api/v2/silences", "application/json")]
    [InlineData("OPTIONS", "/api/v2/silences", null)]
    [InlineData("POST", "/-/reload", "text/plain")]
    public async Task Requests_from_another_site_cannot_reach_Alertmanager(string method, string path, string? type)
    {
        using var client = new HttpClient { BaseAddress = gateway.Alertmanager.Address };
        using var request = FromAnotherSite(method, path, type);
        using var answer = await client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
        await ShouldKnowNoForeignSilenceAsync();
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Requests_from_another_site_cannot_use_stored_browser_credentials(string type)
    {
        // What a form may send. A script's JSON needs a preflight, which never has credentials.
        using var browser = gateway.Alertmanager.NewClient();
        using var request = FromAnotherSite("POST", "/api/v2/silences", type);
        using var answer = await browser.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        await ShouldKnowNoForeignSilenceAsync();
    }

    private static HttpRequestMessage FromAnotherSite(string method, string path, string? type)
    {
        const string silence =
            """{"matchers":[{"name":"alertname","value":"AlwaysOn","isRegex":false}],"startsAt":"2026-01-01T00:00:00Z","endsAt":"2126-01-01T00:00:00Z","createdBy":"mallory","comment":"quiet"}""";
        var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = type is null ? null : new StringContent(silence, Encoding.UTF8, type) };
        request.Headers.Add("Origin", "https://evil.example");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "content-type");
        return request;
    }

    private async Task ShouldKnowNoForeignSilenceAsync()
    {
        using var direct = gateway.Alertmanager.NewClient();
        var known = await direct.GetFromJsonAsync<JsonElement>("/api/v2/silences");
        known.EnumerateArray().ShouldNotContain(silence => silence.GetProperty("createdBy").GetString() == "mallory");
    }

    private Task<HttpClient> OperatorAsync() => gateway.OperatorAsync();

    private static async Task<AlertsResponse> AlertsAsync(HttpClient client) =>
        (await client.GetFromJsonAsync<AlertsResponse>(Base + "/alerts", GatewayFixture.Snake))!;

    private static async Task<IReadOnlyList<SilenceResponse>> SilencesAsync(HttpClient client) =>
        (await client.GetFromJsonAsync<ListResponse<SilenceResponse>>(Base + "/silences", GatewayFixture.Snake))!.Items;

    private static async Task<JsonElement> ResultAsync(HttpClient client, string address)
    {
        using var response = await client.GetAsync(Base + address);
        return (await DataAsync(response)).GetProperty("result");
    }

    private static async Task<JsonElement> DataAsync(HttpResponseMessage response)
    {
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
