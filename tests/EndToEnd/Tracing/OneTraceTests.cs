using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting.Testing;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.EndToEnd.Accounts;
using Platform.EndToEnd.Monitoring;
using Platform.Testkit.Media;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.EndToEnd.Tracing;

/// <summary>One trace id from the client's request through gateway, JobManager, RabbitMQ and worker to the completing write.</summary>
[Collection(MonitoredCollection.Name)]
public sealed class OneTraceTests(MonitoredFixture platform)
{
    // Who begets whom: the shape of the tree, with all of its edges that the platform promises.
    private static readonly (string Parent, string Child)[] s_edges =
    [
        ("api-gateway POST /api/v1/jobs", "api-gateway create_job"),
        ("api-gateway create_job", "api-gateway validate_request"),
        ("api-gateway create_job", "api-gateway call_job_manager"),
        ("api-gateway create_job", "api-gateway return_response"),
        ("api-gateway call_job_manager", "api-gateway submit_group"),
        ("api-gateway submit_group", "api-gateway grpc_call"),
        ("api-gateway grpc_call", "api-gateway POST"),
        ("api-gateway POST", "job-manager POST /platform.internal.v1.JobService/Submit"),
        ("api-gateway create_job", "job-manager store job"),
        ("api-gateway create_job", "job-manager publish jobs.long.normal"),
        ("api-gateway create_job", "worker process_message"),
        ("worker process_message", "worker captions.fetch"),
        ("worker process_message", "worker captions.transcribe"),
        ("worker process_message", "job-manager complete job"),
    ];

    [Fact]
    public async Task A_job_is_one_trace_from_the_request_to_the_last_write()
    {
        using var user = await ApiUser.CreateAsync(platform.Api);
        var address = platform.Media.AddFile($"/traced-{Guid.CreateVersion7():N}.wav", Recording.Shortest.File, "audio/wav");
        var accepted = await user.SubmitCaptionsAsync(new CaptionsInput(Url: address + "?token=in-the-query"));
        var job = await user.WaitUntilFinalAsync(accepted.Id, TimeSpan.FromMinutes(2));
        job.State.ShouldBe(JobState.Succeeded, job.Error?.ToString());

        var spans = await TraceAsync(job.TraceId!, spans => s_edges.All(edge => Edges(spans).Contains(edge)));
        var edges = Edges(spans);
        foreach (var edge in s_edges)
        {
            edges.ShouldContain(edge, string.Join('\n', edges));
        }

        spans.Where(span => span.Parent is null).Select(span => span.Name).ShouldBe(["api-gateway POST /api/v1/jobs"]);
        spans.ShouldAllBe(span => !span.Text.Contains("in-the-query", StringComparison.Ordinal), "queries carry secrets of media hosts");

        var created = spans.Single(span => span.Name == "api-gateway create_job").Attributes;
        created.ShouldContainKeyAndValue("job_id", accepted.Id.ToString());
        created.ShouldContainKeyAndValue("user_id", user.Id.ToString());
        created.ShouldContainKeyAndValue("url", address.ToString());
        var processed = spans.Single(span => span.Name == "worker process_message");
        processed.Attributes.ShouldContainKeyAndValue("message_id", accepted.Id.ToString());
        processed.Attributes.ShouldContainKeyAndValue("protocol", "amqp");
        processed.Attributes.ShouldContainKeyAndValue("user_id", user.Id.ToString());
        processed.Events.ShouldBe(["message_processed"]);
    }

    [Fact]
    public async Task Jobs_sent_in_one_message_keep_their_own_traces()
    {
        using var user = await ApiUser.CreateAsync(platform.Api);
        var probe = new CreateJobRequest(JobKinds.Probe, JsonSerializer.SerializeToElement(new { }));
        var accepted = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => user.SubmitAsync(probe)));
        var jobs = await Task.WhenAll(accepted.Select(job => user.WaitUntilFinalAsync(job.Id, TimeSpan.FromMinutes(1))));

        jobs.Select(job => job.TraceId).Distinct().Count().ShouldBe(jobs.Length);
        foreach (var job in jobs.Take(5))
        {
            var spans = await TraceAsync(job.TraceId!, spans => Edges(spans).Contains(("api-gateway create_job", "worker process_message")));
            spans.Single(span => span.Name == "worker process_message").Attributes.ShouldContainKeyAndValue("job_id", job.Id.ToString());
        }
    }

    [Fact]
    public async Task Answers_and_problems_contain_their_trace_id()
    {
        using var user = await ApiUser.CreateAsync(platform.Api);
        using var refused = await user.Http.PostAsJsonAsync("/api/v1/jobs", new { kind = "nonsense", input = new { } });
        var trace = refused.Headers.GetValues("X-Trace-Id").Single();
        (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("trace_id").GetString().ShouldBe(trace);
        var spans = await TraceAsync(trace, spans => spans.Exists(span => span.Parent is null));
        Edges(spans).ShouldContain(("api-gateway create_job", "api-gateway validate_request"));
        spans.ShouldNotContain(span => span.Name == "api-gateway call_job_manager");
    }

    [Fact]
    public async Task Health_checks_are_not_traced()
    {
        // However it is written.
        using var page = new HttpClient { BaseAddress = platform.Page };
        (await page.GetAsync("/HEALTH")).EnsureSuccessStatusCode().Dispose();

        // A round of checks and what it left in the time until the next one.
        using var service = platform.App.CreateHttpClient("job-manager", "http");
        var checks = new HashSet<string>(StringComparer.Ordinal);
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                var health = await service.GetFromJsonAsync<JsonElement>("/health");
                checks.Add(health.GetProperty("checks").GetProperty("redis").GetProperty("checked_at").GetString()!);
                return checks.Count > 2;
            },
            TimeSpan.FromMinutes(3));

        // Spans come in the order in which they were made: once this one is there, those of the checks would be.
        using var user = await ApiUser.CreateAsync(platform.Api);
        using var last = await user.Http.GetAsync("/api/v1/kinds");
        var trace = last.Headers.GetValues("X-Trace-Id").Single();

        // Asked for by itself first: all that there is are many megabytes each time.
        await TraceAsync(trace, static spans => spans.Exists(span => span.Parent is null));
        using var dashboard = Dashboard();
        var spans = await Eventually.GetAsync(async () =>
        {
            var newest = (await dashboard.GetFromJsonAsync<JsonElement>("/api/telemetry/spans?limit=10000")).GetProperty("data").GetProperty("resourceSpans").EnumerateArray().SelectMany(Span.Of).ToList();
            return newest.Exists(span => span.Text.Contains(trace, StringComparison.Ordinal)) ? newest : null;
        });
        spans.Where(span => span.Name.EndsWith(" PING", StringComparison.Ordinal) || span.Name.EndsWith(" INFO", StringComparison.Ordinal) || span.Name.Contains("/health", StringComparison.Ordinal))
            .Select(span => span.Name).Distinct().ShouldBeEmpty();

        // Nor is what a service asks its database by itself, now and then.
        spans.Where(span => span.Parent is null && span.Name.EndsWith(" postgresql", StringComparison.Ordinal)).Select(span => span.Text).ShouldBeEmpty();
        spans.ShouldContain(span => span.Parent != null && span.Name.EndsWith(" postgresql", StringComparison.Ordinal));
    }

    private static HashSet<(string Parent, string Child)> Edges(List<Span> spans)
    {
        var names = spans.ToDictionary(span => span.Id, span => span.Name);
        return [.. spans.Where(span => span.Parent is not null).Select(span => (names.GetValueOrDefault(span.Parent!, "?"), span.Name))];
    }

    private HttpClient Dashboard() => new() { BaseAddress = platform.Dashboard, DefaultRequestHeaders = { { "X-API-Key", platform.DashboardAccess.Key } } };

    /// <summary>Reads a trace from the resource dashboard.</summary>
    private async Task<List<Span>> TraceAsync(string traceId, Predicate<List<Span>> isThere)
    {
        using var dashboard = Dashboard();
        List<Span> spans = [];
        await Eventually.PassesAsync(
            async () =>
            {
                var trace = await dashboard.GetFromJsonAsync<JsonElement>($"/api/telemetry/traces/{traceId}");

                // Sent twice where an answer was late; and a delivery that was let go is not the one that did the work.
                spans = [.. trace.GetProperty("data").GetProperty("resourceSpans").EnumerateArray().SelectMany(Span.Of).DistinctBy(span => span.Id).Where(span => !span.Attributes.ContainsKey("dropped"))];
                isThere(spans).ShouldBeTrue(string.Join('\n', Edges(spans)));
            },
            TimeSpan.FromMinutes(1));
        return spans;
    }

    private sealed record Span(string Id, string? Parent, string Name, Dictionary<string, string> Attributes, string[] Events, string Text)
    {
        /// <summary>The spans of one resource, in OTLP's JSON form.</summary>
        public static IEnumerable<Span> Of(JsonElement resource)
        {
            var service = AttributesOf(resource.GetProperty("resource"))["service.name"];
            return resource.GetProperty("scopeSpans").EnumerateArray().SelectMany(scope => scope.GetProperty("spans").EnumerateArray()).Select(span => new Span(
                span.GetProperty("spanId").GetString()!,
                span.TryGetProperty("parentSpanId", out var parent) && parent.GetString() is { Length: > 0 } id ? id : null,
                $"{service} {span.GetProperty("name").GetString()}",
                AttributesOf(span),
                [.. Items(span, "events").Select(e => e.GetProperty("name").GetString()!)],
                span.GetRawText()));
        }

        private static Dictionary<string, string> AttributesOf(JsonElement of) => Items(of, "attributes").ToDictionary(
            pair => pair.GetProperty("key").GetString()!, pair => pair.GetProperty("value").EnumerateObject().First().Value.ToString(), StringComparer.Ordinal);

        private static JsonElement.ArrayEnumerator Items(JsonElement of, string name) =>
            of.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : default;
    }
}
