using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Platform.Integration.ApiGateway.CaptionLinks;
using Platform.Testkit.Hosting;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway.Limits;

/// <summary>A gateway that works on three requests at a time, two of them of one sender.</summary>
public sealed class RequestGateTests(RequestGateTests.Fixture gateway) : IClassFixture<RequestGateTests.Fixture>
{
    private const string Kinds = "/api/v1/kinds";

    [Fact]
    public async Task One_users_requests_are_refused_before_those_of_others_and_then_the_platform_sheds()
    {
        using var tally = new MeasurementTotals(gateway.Services);
        var (many, other, third) = (await gateway.SignUpAsync(), await gateway.SignUpAsync(), await gateway.SignUpAsync());
        await MakeKnownAsync(many, other);
        await using var held = new HeldSubmissions(gateway.JobManager);
        await held.SubmitAsync(many.Client, 2);
        using (var refused = await many.Client.GetAsync(Kinds))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            refused.Headers.RetryAfter.ShouldNotBeNull();
            (await Problem.ReadAsync(refused)).Code.ShouldBe("rate_limited");
        }

        (await StatusAsync(other.Client)).ShouldBe(HttpStatusCode.OK);
        tally.Sum("http.errors", "status=503").ShouldBe(0);

        await held.SubmitAsync(other.Client, 1);
        using (var shed = await third.Client.GetAsync(Kinds))
        {
            shed.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            shed.Headers.RetryAfter.ShouldNotBeNull();
            (await Problem.ReadAsync(shed)).Code.ShouldBe("overloaded");
        }

        await Eventually.BecomesTrueAsync(() => tally.Sum("http.errors", "status=503", "error_type=shed") == 1);
        (await held.ReleaseAsync()).ShouldAllBe(status => status == HttpStatusCode.Accepted);
        await Eventually.BecomesTrueAsync(async () => await StatusAsync(third.Client) == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Who_has_a_link_has_no_part_in_the_share_of_its_owner()
    {
        var owner = await gateway.SignUpAsync();
        using var holder = gateway.Holder(await owner.LinkAsync(await gateway.FinishJobAsync(owner)));
        await MakeKnownAsync(owner);
        (await OpenAsync()).ShouldBe(HttpStatusCode.OK);
        await using var held = new HeldSubmissions(gateway.JobManager);
        await held.SubmitAsync(owner.Client, 2);
        (await OpenAsync()).ShouldBe(HttpStatusCode.OK);

        async Task<HttpStatusCode> OpenAsync()
        {
            using var response = await holder.GetAsync("/api/v1/links/current");
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task A_request_that_waits_for_a_moment_is_handled_when_another_ends()
    {
        var (first, second, third) = (await gateway.SignUpAsync(), await gateway.SignUpAsync(), await gateway.SignUpAsync());
        await MakeKnownAsync(first, second);
        await using var held = new HeldSubmissions(gateway.JobManager);
        await held.SubmitAsync(first.Client, 2);
        await held.SubmitAsync(second.Client, 1);

        var waiting = StatusAsync(third.Client);
        await held.ReleaseAsync();

        (await waiting).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Consumers_that_wait_and_event_streams_take_no_slot()
    {
        var user = await gateway.SignUpAsync();
        var claims = 0;
        gateway.Broker.Claim = call =>
        {
            Interlocked.Increment(ref claims);
            return FakeBroker.NoneAsync(call);
        };
        using var stop = new CancellationTokenSource();
        await using var stream = await EventStream.OpenAsync(user.Client, "/api/v1/jobs/events");
        Task<HttpResponseMessage>[] consumers =
            [.. Enumerable.Range(0, 2).Select(_ => user.Client.GetAsync("/queues/orders/messages/consume?wait_seconds=30", stop.Token))];
        try
        {
            await Eventually.BecomesTrueAsync(() => Volatile.Read(ref claims) >= consumers.Length);
            await Eventually.BecomesTrueAsync(async () => await StatusAsync(user.Client) == HttpStatusCode.OK);

            consumers.ShouldAllBe(consumer => !consumer.IsCompleted);
        }
        finally
        {
            gateway.Broker.Claim = FakeBroker.NoneAsync;
            await stop.CancelAsync();
            await ((Task)Task.WhenAll(consumers)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    [Fact]
    public async Task Requests_whose_body_comes_slowly_take_no_slot_of_others()
    {
        var (first, second, third) = (await gateway.SignUpAsync(), await gateway.SignUpAsync(), await gateway.SignUpAsync());
        await MakeKnownAsync(first, second);
        using var stop = new CancellationTokenSource();
        Task<HttpResponseMessage>[] slow = [.. ((HttpClient[])[first.Client, first.Client, second.Client, second.Client]).Select(client => SendSlowlyAsync(client, stop.Token))];
        try
        {
            // More than there are slots.
            await Eventually.BecomesTrueAsync(() => gateway.Open == slow.Length);

            (await StatusAsync(third.Client)).ShouldBe(HttpStatusCode.OK);
            slow.ShouldAllBe(request => !request.IsCompleted);
        }
        finally
        {
            await stop.CancelAsync();
            await ((Task)Task.WhenAll(slow)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    /// <summary>Has the credentials of users remembered for some seconds, without which their requests count for their address.</summary>
    private static async Task MakeKnownAsync(params TestUser[] users)
    {
        foreach (var user in users)
        {
            (await StatusAsync(user.Client)).ShouldBe(HttpStatusCode.OK);
        }
    }

    private static async Task<HttpResponseMessage> SendSlowlyAsync(HttpClient client, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/jobs") { Content = new SlowContent() };
        return await client.SendAsync(request, stop);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client)
    {
        using var response = await client.GetAsync(Kinds);
        return response.StatusCode;
    }

    /// <summary>Submissions that JobManager answers only when it is told to.</summary>
    private sealed class HeldSubmissions : IAsyncDisposable
    {
        private readonly FakeJobManager _jobManager;
        private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<Task<HttpStatusCode>> _answers = [];
        private int _arrived;

        public HeldSubmissions(FakeJobManager jobManager)
        {
            _jobManager = jobManager;
            jobManager.BeforeSubmit = request =>
            {
                Interlocked.Add(ref _arrived, request.Jobs.Count);
                return _held.Task;
            };
        }

        /// <summary>Sends submissions and waits until they have arrived at JobManager.</summary>
        public async Task SubmitAsync(HttpClient client, int count)
        {
            _answers.AddRange(Enumerable.Range(0, count).Select(_ => PostAsync(client)));
            await Eventually.BecomesTrueAsync(() => Volatile.Read(ref _arrived) == _answers.Count);
        }

        public Task<HttpStatusCode[]> ReleaseAsync()
        {
            _held.TrySetResult();
            return Task.WhenAll(_answers);
        }

        public async ValueTask DisposeAsync()
        {
            await ReleaseAsync();
            _jobManager.BeforeSubmit = null;
        }

        private static async Task<HttpStatusCode> PostAsync(HttpClient client)
        {
            using var content = new StringContent("""{"kind":"probe"}""", Encoding.UTF8, "application/json");
            using var response = await client.PostAsync("/api/v1/jobs", content);
            return response.StatusCode;
        }
    }

    /// <summary>JSON that begins and never ends, fast enough for the server to go on reading.</summary>
    private sealed class SlowContent : HttpContent
    {
        public SlowContent() => Headers.ContentType = new MediaTypeHeaderValue("application/json");

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            var some = Encoding.UTF8.GetBytes("[\n" + new string(' ', 100));
            using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
            do
            {
                await stream.WriteAsync(some, cancellationToken);
                await stream.FlushAsync(cancellationToken);
            }
            while (await tick.WaitForNextTickAsync(cancellationToken));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    public sealed class Fixture : GatewayFixture, IAsyncLifetime
    {
        private MeasurementTotals _tally = null!;

        /// <summary>The number of requests that are being answered.</summary>
        public long Open => _tally.Sum("http.server.active_requests");

        protected override Dictionary<string, string> Settings => new()
        {
            ["Submission:Groups"] = "4",
            ["Limits:Concurrency:AtOnce"] = "3",
            ["Limits:Concurrency:PerSender"] = "2",
            ["Limits:Concurrency:Waiting"] = "1",
            ["Limits:Concurrency:MaxWait"] = "00:00:02",
        };

        public new async Task InitializeAsync()
        {
            await base.InitializeAsync();
            _tally = new MeasurementTotals(Services);
        }

        public new async Task DisposeAsync()
        {
            _tally.Dispose();
            await base.DisposeAsync();
        }
    }
}
