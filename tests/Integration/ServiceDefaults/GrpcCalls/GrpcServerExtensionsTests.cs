using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.InternalCalls;
using Platform.ServiceDefaults.Refusals;
using Platform.Testkit.Hosting;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.ServiceDefaults.GrpcCalls;

public sealed class GrpcServerExtensionsTests
{
    private const string Key = "a key of some length";
    private const string Service = "platform.internal.v1.JobService";

    [Fact]
    public async Task Calls_are_measured_by_the_size_of_their_message_and_the_HTTP_status_of_their_answer()
    {
        await using var app = await LocalWebApp.StartAsync(
            static web =>
            {
                web.UseGrpcCalls();
                web.MapGrpcService<Jobs>();
            },
            static builder =>
            {
                builder.AddServiceDefaults();
                builder.AddGrpcCalls();
            },
            new Dictionary<string, string?> { ["Internal:Key"] = Key },
            servesGrpc: true);
        var statuses = new ConcurrentQueue<(string Endpoint, int Status)>();
        var sizes = new ConcurrentQueue<long>();
        using var listener = Listen(app.App.Services.GetRequiredService<IMeterFactory>(), statuses, sizes);
        using var channel = GrpcChannel.ForAddress(app.GrpcAddress!);
        var client = new JobService.JobServiceClient(channel);
        var headers = new Metadata { { InternalCallExtensions.KeyHeader, Key } };

        var search = new SearchJobsRequest { Filter = new JobFilter { Text = "anything" }, Limit = 7 };
        (await client.SearchAsync(search, headers)).Jobs.ShouldBeEmpty();
        var get = new GetJobRequest { Id = Guid.CreateVersion7().ToBytes() };
        (await CallAsync(() => client.GetAsync(get, headers))).ShouldBe(StatusCode.NotFound);
        (await CallAsync(() => client.GetLogAsync(new GetJobLogRequest(), headers))).ShouldBe(StatusCode.Unavailable);
        (await CallAsync(() => channel.CreateCallInvoker().Call(Service, "GetAttempts", [0xFF], headers))).ShouldBe(StatusCode.InvalidArgument);
        (await CallAsync(() => client.GetAsync(get))).ShouldBe(StatusCode.Unauthenticated);

        (string, int)[] measured = [("Search", 200), ("Get", 404), ("GetLog", 503), ("GetAttempts", 400), ("Get", 401)];
        await Eventually.PassesAsync(() =>
        {
            statuses.ShouldBe(measured.Select(one => ($"/{Service}/{one.Item1}", one.Item2)), ignoreOrder: true);
            sizes.ShouldContain(search.CalculateSize());
            sizes.ShouldContain(get.CalculateSize());
            return Task.CompletedTask;
        });
    }

    [Theory]
    [InlineData(null)]
    [InlineData("1")]
    public async Task A_service_that_listens_on_no_port_for_gRPC_warns(string? port)
    {
        using var log = new Events();
        await using var app = await LocalWebApp.StartAsync(
            static web => web.UseGrpcCalls(),
            builder =>
            {
                builder.AddServiceDefaults();
                builder.AddGrpcCalls();
                builder.Services.AddSingleton<ILoggerProvider>(log);
            },
            new Dictionary<string, string?> { ["Internal:Key"] = Key, ["Grpc:Port"] = port });

        log.Warnings.ShouldContain("grpc_not_served");
    }

    private static async Task<StatusCode> CallAsync<T>(Func<AsyncUnaryCall<T>> call) => (await Should.ThrowAsync<RpcException>(async () => await call())).StatusCode;

    private static MeterListener Listen(IMeterFactory meters, ConcurrentQueue<(string Endpoint, int Status)> statuses, ConcurrentQueue<long> sizes)
    {
        var listener = new MeterListener
        {
            // Other services of this process have meters of the same name.
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name is "http.requests" or "request.size" && ReferenceEquals(instrument.Meter.Scope, meters))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (instrument.Name == "request.size")
            {
                sizes.Enqueue(value);
                return;
            }

            // Series are created with 0.
            if (value == 0)
            {
                return;
            }

            var labels = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value, StringComparer.Ordinal);
            statuses.Enqueue(((string)labels["endpoint"]!, (int)labels["code"]!));
        });
        listener.Start();
        return listener;
    }

    private sealed class Jobs : JobService.JobServiceBase
    {
        public override Task<SearchJobsReply> Search(SearchJobsRequest request, ServerCallContext context) => Task.FromResult(new SearchJobsReply());

        public override Task<Job> Get(GetJobRequest request, ServerCallContext context) => throw new InputException(null, "There is no such job.", 404, "not_found");

        public override Task<GetJobLogReply> GetLog(GetJobLogRequest request, ServerCallContext context) => throw new TimeoutException();

        public override Task<GetJobAttemptsReply> GetAttempts(GetJobRequest request, ServerCallContext context) => Task.FromResult(new GetJobAttemptsReply());
    }

    private sealed class Events : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string?> Warnings { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Warnings.Enqueue(eventId.Name);

        public void Dispose()
        {
            // Nothing to dispose.
        }
    }
}
