using System.Net;
using System.Text;
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
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        gateway.JobManager.BeforeSubmit = _ => held.Task;
        try
        {
            Task<HttpResponseMessage>[] own = [SubmitAsync(many.Client), SubmitAsync(many.Client)];
            await Eventually.BecomesTrueAsync(async () => await StatusAsync(many.Client) == HttpStatusCode.TooManyRequests);
            using (var refused = await many.Client.GetAsync(Kinds))
            {
                (await Problem.ReadAsync(refused)).Code.ShouldBe("rate_limited");
                refused.Headers.RetryAfter.ShouldNotBeNull();
            }

            (await StatusAsync(other.Client)).ShouldBe(HttpStatusCode.OK);
            tally.Sum("http.errors", "status=503").ShouldBe(0);

            var last = SubmitAsync(other.Client);
            await Eventually.BecomesTrueAsync(async () => await StatusAsync(third.Client) == HttpStatusCode.ServiceUnavailable);
            using (var shed = await third.Client.GetAsync(Kinds))
            {
                (await Problem.ReadAsync(shed)).Code.ShouldBe("overloaded");
                shed.Headers.RetryAfter.ShouldNotBeNull();
            }

            await Eventually.BecomesTrueAsync(() => tally.Sum("http.errors", "status=503", "error_type=shed") > 0);
            tally.Sum("http.errors", "status=503", "error_type=shed").ShouldBe(tally.Sum("http.errors", "status=503"));

            held.SetResult();
            Task<HttpResponseMessage>[] all = [.. own, last];
            foreach (var accepted in await Task.WhenAll(all))
            {
                accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
                accepted.Dispose();
            }

            await Eventually.BecomesTrueAsync(async () => await StatusAsync(third.Client) == HttpStatusCode.OK);
        }
        finally
        {
            held.TrySetResult();
            gateway.JobManager.BeforeSubmit = null;
        }
    }

    [Fact]
    public async Task A_request_that_waits_for_a_moment_is_handled_when_another_ends()
    {
        var (first, second, third) = (await gateway.SignUpAsync(), await gateway.SignUpAsync(), await gateway.SignUpAsync());
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        gateway.JobManager.BeforeSubmit = _ => held.Task;
        try
        {
            Task<HttpResponseMessage>[] all = [SubmitAsync(first.Client), SubmitAsync(first.Client), SubmitAsync(second.Client)];
            await Eventually.BecomesTrueAsync(async () => await StatusAsync(third.Client) == HttpStatusCode.ServiceUnavailable);

            var waiting = StatusAsync(third.Client);
            held.SetResult();

            (await waiting).ShouldBe(HttpStatusCode.OK);
            foreach (var accepted in await Task.WhenAll(all))
            {
                accepted.Dispose();
            }
        }
        finally
        {
            held.TrySetResult();
            gateway.JobManager.BeforeSubmit = null;
        }
    }

    [Fact]
    public async Task Consumers_that_wait_and_event_streams_take_no_place()
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
            await ((Task)Task.WhenAll(consumers)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client)
    {
        using var response = await client.GetAsync(Kinds);
        return response.StatusCode;
    }

    private static async Task<HttpResponseMessage> SubmitAsync(HttpClient client)
    {
        using var content = new StringContent("""{"kind":"probe"}""", Encoding.UTF8, "application/json");
        return await client.PostAsync("/api/v1/jobs", content);
    }

    public sealed class Fixture : GatewayFixture
    {
        protected override Dictionary<string, string> Settings => new()
        {
            ["Limits:Concurrency:AtOnce"] = "3",
            ["Limits:Concurrency:PerSender"] = "2",
            ["Limits:Concurrency:Waiting"] = "1",
            ["Limits:Concurrency:MaxWait"] = "00:00:02",
        };
    }
}
