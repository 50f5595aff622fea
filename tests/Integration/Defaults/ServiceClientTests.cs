using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.Requests;
using Platform.Testkit.Hosting;
using Platform.Testkit.Waiting;
using Polly.CircuitBreaker;
using Shouldly;
using Xunit;

namespace Platform.Integration.Defaults;

public sealed class ServiceClientTests
{
    private const string Nobody = "http://127.0.0.1:1";

    [Fact]
    public async Task Replicas_take_turns_and_one_that_cannot_be_reached_is_passed_over()
    {
        await using var one = await Replica.StartAsync();
        await using var other = await Replica.StartAsync();

        // Probes and calls take turns as well: which of them meet the address where nobody is must not open the circuit.
        await using var app = await StartAsync(
            new Dictionary<string, string?> { ["Dependencies:job-manager:MinimumThroughput"] = "1000" }, one.Address, Nobody, other.Address);
        var client = app.Services.GetRequiredService<JobManager>().Http;
        for (var i = 0; i < 30; i++)
        {
            using var response = await client.PostAsync("/work", new StringContent("{}"));
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        (one.Posts + other.Posts).ShouldBe(30);
        one.Posts.ShouldBeGreaterThan(5);
        other.Posts.ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task A_post_is_sent_once_unless_it_is_marked()
    {
        await using var replica = await Replica.StartAsync();
        await using var app = await StartAsync(new Dictionary<string, string?> { ["Dependencies:job-manager:MinimumThroughput"] = "1000" }, replica.Address);
        var client = app.Services.GetRequiredService<JobManager>().Http;
        replica.FailNext(1);
        using (var failed = await client.PostAsync("/work", new StringContent("{}")))
        {
            failed.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        replica.Posts.ShouldBe(1);
        replica.FailNext(1);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/work") { Content = new StringContent("{}") };
        using (var second = await client.SendAsync(request.MarkIdempotent()))
        {
            second.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        replica.Posts.ShouldBe(3);
        replica.FailNext(1);
        (await client.GetStringAsync("/work")).ShouldBe("done");
    }

    [Fact]
    public async Task A_service_that_is_away_opens_its_circuit_and_closes_it_when_back()
    {
        await using var replica = await Replica.StartAsync();

        // Open for long enough to be seen open.
        await using var app = await StartAsync(new Dictionary<string, string?> { ["Dependencies:job-manager:BreakDuration"] = "00:00:10" }, replica.Address);
        var client = app.Services.GetRequiredService<JobManager>().Http;
        replica.FailNext(int.MaxValue);
        await Eventually.BecomesTrueAsync(async () =>
        {
            try
            {
                using var response = await client.PostAsync("/work", null);
                return false;
            }
            catch (BrokenCircuitException)
            {
                return true;
            }
        });
        app.BreakerState("job-manager").ShouldBe(1);
        replica.FailNext(0);
        await Eventually.BecomesTrueAsync(() => app.BreakerState("job-manager") == 0);
        using var well = await client.PostAsync("/work", null);
        well.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_request_id_and_the_trace_go_along()
    {
        await using var replica = await Replica.StartAsync();
        await using var app = await StartAsync(replica.Address);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/through");
        request.Headers.Add("X-Request-Id", "req-42");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        using var response = await app.Web.Client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        response.Headers.GetValues("X-Request-Id").ShouldBe(["req-42"]);
        response.Headers.GetValues("X-Trace-Id").ShouldBe(["0af7651916cd43dd8448eb211c80319c"]);
        double.Parse(response.Headers.GetValues("X-Process-Time").Single(), System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(0, 10);
        replica.LastRequestId.ShouldBe("req-42");
        replica.LastTraceParent.ShouldNotBeNull().ShouldStartWith("00-0af7651916cd43dd8448eb211c80319c-");
    }

    private static Task<DefaultsApp> StartAsync(params string[] addresses) => StartAsync(new Dictionary<string, string?>(), addresses);

    private static Task<DefaultsApp> StartAsync(Dictionary<string, string?> settings, params string[] addresses) => DefaultsApp.StartAsync(
        builder =>
        {
            builder.AddResponseHeaders();
            builder.AddServiceClient<JobManager>("job-manager");
        },
        settings.Concat(addresses.Select((address, index) => KeyValuePair.Create($"Services:job-manager:http:{index}", (string?)address))).ToDictionary(),
        app => app.MapGet("/through", (JobManager client) => client.Http.GetStringAsync("/work")));

    private sealed class JobManager(HttpClient http)
    {
        public HttpClient Http { get; } = http;
    }

    private sealed class Replica : IAsyncDisposable
    {
        private LocalWebApp _app = null!;
        private int _posts;
        private int _failures;

        public string Address => _app.Address.ToString();

        public int Posts => _posts;

        public string? LastRequestId { get; private set; }

        public string? LastTraceParent { get; private set; }

        public static async Task<Replica> StartAsync()
        {
            var replica = new Replica();
            replica._app = await LocalWebApp.StartAsync(app =>
            {
                app.MapGet("/health/live", () => "alive");
                app.MapMethods("/work", ["GET", "POST"], replica.WorkAsync);
            });
            return replica;
        }

        public void FailNext(int requests) => Interlocked.Exchange(ref _failures, requests);

        public ValueTask DisposeAsync() => _app.DisposeAsync();

        private IResult WorkAsync(HttpRequest request)
        {
            if (HttpMethods.IsPost(request.Method))
            {
                Interlocked.Increment(ref _posts);
            }

            LastRequestId = request.Headers["X-Request-Id"];
            LastTraceParent = request.Headers["traceparent"];
            if (Volatile.Read(ref _failures) > 0)
            {
                Interlocked.Decrement(ref _failures);
                return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
            }

            return Results.Text("done");
        }
    }
}
