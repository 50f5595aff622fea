using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.Requests;
using Platform.ServiceDefaults.Resilience;
using Platform.Testkit.Hosting;
using Platform.Testkit.Waiting;
using Polly.CircuitBreaker;
using Polly.Timeout;
using Shouldly;
using Xunit;

namespace Platform.Integration.ServiceDefaults.Dependencies;

public sealed class ServiceClientsTests
{
    private const string Nobody = "http://127.0.0.1:1";

    [Fact]
    public async Task Calls_rotate_over_replicas_and_skip_unreachable_ones()
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
    public async Task Calls_at_the_same_time_each_skip_a_replica_that_is_away()
    {
        await using var replica = await Replica.StartAsync();
        await using var app = await StartAsync(
            new Dictionary<string, string?> { ["Dependencies:job-manager:MinimumThroughput"] = "1000" }, Nobody, replica.Address);
        var client = app.Services.GetRequiredService<JobManager>().Http;

        // Whose turn it is is counted for all of them: one could meet the address where nobody is each time.
        await Parallel.ForAsync(0, 500, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (_, cancellationToken) =>
        {
            using var response = await client.PostAsync("/work", new StringContent("{}"), cancellationToken);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
        });

        replica.Posts.ShouldBe(500);
    }

    [Fact]
    public async Task A_POST_is_sent_once_unless_it_is_marked_idempotent()
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
    public async Task A_service_outage_opens_the_circuit_and_recovery_closes_it()
    {
        await using var replica = await Replica.StartAsync();

        // Open for long enough to be seen open.
        await using var app = await StartAsync(new Dictionary<string, string?> { ["Dependencies:job-manager:BreakDuration"] = "00:00:10" }, replica.Address);
        var client = app.Services.GetRequiredService<JobManager>().Http;
        await IsKnownAsync(app);
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
    public async Task The_first_call_to_a_service_that_started_late_is_not_refused_because_of_earlier_probes()
    {
        await using var replica = await Replica.StartAsync();
        replica.IsStarting = true;
        await using var app = await StartAsync(
            new Dictionary<string, string?> { ["Dependencies:job-manager:BreakDuration"] = "00:10:00", ["Dependencies:job-manager:SamplingDuration"] = "00:10:00" }, replica.Address);
        var client = app.Services.GetRequiredService<JobManager>().Http;
        await Eventually.BecomesTrueAsync(() => replica.Probes >= 6);
        app.BreakerState("job-manager").ShouldBe(0);
        (await app.HealthAsync()).Body.GetProperty("checks").GetProperty("job-manager").GetProperty("status").GetString().ShouldBe("degraded");
        replica.IsStarting = false;
        using var first = await client.PostAsync("/work", new StringContent("{}"));
        first.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_first_answer_of_a_service_closes_an_open_circuit()
    {
        await using var replica = await Replica.StartAsync();
        replica.IsStarting = true;
        replica.FailNext(int.MaxValue);
        await using var app = await StartAsync(new Dictionary<string, string?> { ["Dependencies:job-manager:BreakDuration"] = "00:10:00" }, replica.Address);
        var client = app.Services.GetRequiredService<JobManager>().Http;
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
        replica.FailNext(0);
        replica.IsStarting = false;
        await Eventually.BecomesTrueAsync(() => app.BreakerState("job-manager") == 0);
        using var well = await client.PostAsync("/work", new StringContent("{}"));
        well.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.NotImplemented)]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    public async Task Permanent_errors_are_not_retried_and_open_no_circuit(HttpStatusCode status)
    {
        await using var replica = await Replica.StartAsync();
        await using var app = await StartAsync(replica.Address);
        var client = app.Services.GetRequiredService<JobManager>().Http;
        replica.FailNext(20, status);
        for (var i = 0; i < 10; i++)
        {
            using var post = new HttpRequestMessage(HttpMethod.Post, "/work") { Content = new StringContent("{}") };
            using var posted = await client.SendAsync(post.MarkIdempotent());
            using var got = await client.GetAsync("/work");
            (posted.StatusCode, got.StatusCode).ShouldBe((status, status));
        }

        replica.Posts.ShouldBe(10);
        app.BreakerState("job-manager").ShouldBe(0);
        (await client.GetStringAsync("/work")).ShouldBe("done");
    }

    [Fact]
    public async Task Slow_or_aborting_callers_do_not_count_as_failures_of_the_service()
    {
        await using var replica = await Replica.StartAsync();
        await using var app = await StartAsync(new Dictionary<string, string?> { ["Dependencies:job-manager:Timeout"] = "00:00:00.300" }, replica.Address);
        var client = app.Services.GetRequiredService<JobManager>().Http;

        // Slower than the service may be.
        var slow = new Pipe();
        var sending = client.PostAsync("/work", new PassedOnContent(slow.Reader.AsStream()));
        for (var i = 0; i < 3; i++)
        {
            await slow.Writer.WriteAsync("some"u8.ToArray());
            await Task.Delay(250);
        }

        await slow.Writer.CompleteAsync();
        using (var answer = await sending)
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        for (var i = 0; i < 5; i++)
        {
            var broken = new Pipe();
            await broken.Writer.WriteAsync("some"u8.ToArray());
            await broken.Writer.CompleteAsync(new BadHttpRequestException("Bad chunk size data."));
            var exception = await Should.ThrowAsync<HttpRequestException>(() => client.PostAsync("/work", new PassedOnContent(broken.Reader.AsStream())));
            exception.InnerException.ShouldBeOfType<CallerBodyException>();
        }

        app.BreakerState("job-manager").ShouldBe(0);
    }

    [Fact]
    public async Task A_service_that_never_answers_after_the_body_counts_as_failed()
    {
        await using var replica = await Replica.StartAsync();
        await using var app = await StartAsync(new Dictionary<string, string?> { ["Dependencies:job-manager:Timeout"] = "00:00:00.300" }, replica.Address);
        var client = app.Services.GetRequiredService<JobManager>().Http;
        await Eventually.BecomesTrueAsync(async () =>
        {
            try
            {
                using var answer = await client.PostAsync("/hang", new PassedOnContent(new MemoryStream([1])));
                throw new InvalidOperationException("It has answered.");
            }
            catch (TimeoutRejectedException)
            {
                return false;
            }
            catch (BrokenCircuitException)
            {
                return true;
            }
        });
    }

    [Fact]
    public async Task The_request_id_and_the_trace_are_forwarded()
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

    /// <summary>Waits until the service has answered a probe: a first answer closes the circuit, whatever opened it.</summary>
    private static Task IsKnownAsync(DefaultsApp app) => Eventually.PassesAsync(
        async () => (await app.HealthAsync()).Body.GetProperty("checks").GetProperty("job-manager").GetProperty("status").GetString().ShouldBe("healthy"));

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
        private int _probes;
        private int _failures;
        private HttpStatusCode _failure;

        public string Address => _app.Address.ToString();

        public int Posts => _posts;

        public int Probes => Volatile.Read(ref _probes);

        /// <summary>Whether it says that it is not there yet.</summary>
        public bool IsStarting { get; set; }

        public string? LastRequestId { get; private set; }

        public string? LastTraceParent { get; private set; }

        public static async Task<Replica> StartAsync()
        {
            var replica = new Replica();
            replica._app = await LocalWebApp.StartAsync(app =>
            {
                app.MapGet("/health/live", replica.Probe);
                app.MapMethods("/work", ["GET", "POST"], replica.WorkAsync);
                app.MapPost("/hang", (HttpContext context) => Task.Delay(Timeout.Infinite, context.RequestAborted));
            });
            return replica;
        }

        public void FailNext(int requests, HttpStatusCode status = HttpStatusCode.ServiceUnavailable)
        {
            _failure = status;
            Interlocked.Exchange(ref _failures, requests);
        }

        public ValueTask DisposeAsync() => _app.DisposeAsync();

        private IResult Probe()
        {
            Interlocked.Increment(ref _probes);
            return IsStarting ? Results.StatusCode(StatusCodes.Status503ServiceUnavailable) : Results.Text("alive");
        }

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
                return Results.StatusCode((int)_failure);
            }

            return Results.Text("done");
        }
    }
}
