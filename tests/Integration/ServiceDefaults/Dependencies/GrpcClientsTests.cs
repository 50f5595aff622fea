using System.Collections.Concurrent;
using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts.Internal;
using Platform.Integration.ApiGateway;
using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.GrpcCalls;
using Polly.CircuitBreaker;
using Shouldly;
using Xunit;

namespace Platform.Integration.ServiceDefaults.Dependencies;

public sealed class GrpcClientsTests
{
    private const string Nobody = "http://127.0.0.1:1";

    private static readonly Dictionary<string, string?> s_patient = new() { ["Dependencies:job-manager:MinimumThroughput"] = "1000" };

    [Fact]
    public async Task Replicas_take_turns_and_one_that_cannot_be_reached_is_passed_over()
    {
        await using var one = await FakeJobManager.StartAsync();
        await using var other = await FakeJobManager.StartAsync();
        await using var app = await StartAsync(s_patient, one.Address, one.GrpcAddress.ToString(), Nobody, other.GrpcAddress.ToString());
        var client = ClientOf(app);
        for (var i = 0; i < 30; i++)
        {
            (await client.SubmitAsync(OneJob())).Results.ShouldHaveSingleItem().Outcome.ShouldBe(SubmitOutcome.Accepted);
        }

        (one.Asked.Count + other.Asked.Count).ShouldBe(30);
        one.Asked.Count.ShouldBeGreaterThan(5);
        other.Asked.Count.ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task A_call_is_made_again_only_where_the_contract_says_that_it_may_be()
    {
        await using var replica = await FakeJobManager.StartAsync();
        await using var app = await StartAsync(s_patient, replica.Address, replica.GrpcAddress.ToString());
        var client = ClientOf(app);
        var failures = 1;
        replica.Instead = async context =>
        {
            if (Interlocked.Decrement(ref failures) < 0)
            {
                return false;
            }

            await FakeService.AnswerAsync(context, 503);
            return true;
        };
        (await Should.ThrowAsync<RpcException>(async () => await client.SubmitAsync(OneJob()))).StatusCode.ShouldBe(StatusCode.Unavailable);
        replica.Asked.Count.ShouldBe(1);

        failures = 1;
        (await client.SearchAsync(new SearchJobsRequest { Filter = new JobFilter(), Limit = 1 })).Jobs.ShouldBeEmpty();
        replica.Asked.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_service_that_is_not_available_opens_the_circuit_and_one_that_refuses_does_not()
    {
        await using var replica = await FakeJobManager.StartAsync();
        var settings = new Dictionary<string, string?> { ["Dependencies:job-manager:BreakDuration"] = "00:10:00", ["Dependencies:job-manager:SamplingDuration"] = "00:10:00" };
        await using var app = await StartAsync(settings, replica.Address, replica.GrpcAddress.ToString());
        var client = ClientOf(app);
        var status = 429;
        replica.Instead = async context =>
        {
            await FakeService.AnswerAsync(context, Volatile.Read(ref status));
            return true;
        };
        for (var i = 0; i < 20; i++)
        {
            (await Should.ThrowAsync<RpcException>(async () => await client.SubmitAsync(OneJob()))).StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        }

        app.BreakerState("job-manager").ShouldBe(0);
        Volatile.Write(ref status, 503);
        await Should.ThrowAsync<BrokenCircuitException>(async () =>
        {
            for (var i = 0; i < 200; i++)
            {
                try
                {
                    await client.SubmitAsync(OneJob());
                }
                catch (RpcException)
                {
                    // Not open yet.
                }
            }
        });
        app.BreakerState("job-manager").ShouldBe(1);
    }

    [Fact]
    public async Task The_time_that_a_call_has_is_sent_along()
    {
        await using var replica = await FakeJobManager.StartAsync();
        var settings = new Dictionary<string, string?>(s_patient) { ["Dependencies:job-manager:Timeout"] = "00:00:07" };
        await using var app = await StartAsync(settings, replica.Address, replica.GrpcAddress.ToString());
        var timeouts = new ConcurrentQueue<string>();
        replica.Instead = context =>
        {
            timeouts.Enqueue(context.Request.Headers["grpc-timeout"].ToString());
            return Task.FromResult(false);
        };
        await ClientOf(app).SubmitAsync(OneJob());
        timeouts.ShouldHaveSingleItem().ShouldBe("8000m");
    }

    [Fact]
    public async Task A_service_that_cannot_be_reached_is_a_connection_error()
    {
        await using var app = await StartAsync(s_patient, new Uri(Nobody), Nobody);
        var failure = await Should.ThrowAsync<HttpRequestException>(async () => await ClientOf(app).SubmitAsync(OneJob()));
        failure.HttpRequestError.ShouldBe(HttpRequestError.ConnectionError);
    }

    [Fact]
    public async Task A_call_that_the_service_ends_at_its_deadline_is_a_timeout_and_not_a_cancellation()
    {
        await using var replica = await FakeJobManager.StartAsync();
        await using var app = await StartAsync(s_patient, replica.Address, replica.GrpcAddress.ToString());
        replica.Instead = context =>
        {
            context.Response.ContentType = "application/grpc";
            context.Response.Headers["grpc-status"] = "4";
            return Task.FromResult(true);
        };
        await Should.ThrowAsync<TimeoutException>(async () => await ClientOf(app).SubmitAsync(OneJob()));

        using var ended = new CancellationTokenSource();
        await ended.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () => await ClientOf(app).SubmitAsync(OneJob(), cancellationToken: ended.Token));
    }

    [Fact]
    public async Task The_spans_of_a_call_are_one_line_from_its_caller_to_the_request()
    {
        await using var replica = await FakeJobManager.StartAsync();
        await using var app = await StartAsync(s_patient, replica.Address, replica.GrpcAddress.ToString());
        using var source = new ActivitySource("Platform.Integration.GrpcClientsTests");
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            // What services export, and the caller of this test.
            ShouldListenTo = heard => heard.Name is "Platform.GrpcCalls" or "System.Net.Http" || heard == source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var caller = source.StartActivity("caller").ShouldNotBeNull();
        await ClientOf(app).SubmitAsync(OneJob());
        Activity.Current.ShouldBe(caller);

        var call = ended.Single(span => span.TraceId == caller.TraceId && span.OperationName == "grpc_call");
        var request = ended.Single(span => span.TraceId == caller.TraceId && span.Source.Name == "System.Net.Http");
        call.ParentSpanId.ShouldBe(caller.SpanId);
        request.ParentSpanId.ShouldBe(call.SpanId);
    }

    private static SubmitJobsRequest OneJob() => new()
    {
        Jobs =
        {
            new SubmittedJob
            {
                Id = Guid.CreateVersion7().ToBytes(), OwnerId = Guid.CreateVersion7().ToBytes(), Kind = "probe", InputJson = ByteString.CopyFromUtf8("{}"),
            },
        },
    };

    private static JobService.JobServiceClient ClientOf(DefaultsApp app) => new(app.Services.GetRequiredKeyedService<CallInvoker>("job-manager"));

    private static Task<DefaultsApp> StartAsync(Dictionary<string, string?> settings, Uri http, params string[] grpc) => DefaultsApp.StartAsync(
        builder => builder.AddGrpcClient("job-manager", JobService.Descriptor),
        settings.Append(KeyValuePair.Create("Services:job-manager:http:0", (string?)http.ToString()))
            .Concat(grpc.Select((address, index) => KeyValuePair.Create($"Services:job-manager:grpc:{index}", (string?)address))).ToDictionary());
}
