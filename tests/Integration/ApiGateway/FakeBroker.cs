using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts.Internal;

namespace Platform.Integration.ApiGateway;

/// <summary>A broker without queues, whose answers to consumers a test sets.</summary>
public sealed class FakeBroker : FakeService
{
    /// <summary>Answers a claim; by default there are no messages.</summary>
    public Func<ClaimCall, Task<ClaimCallResult>> Claim { get; set; } = NoneAsync;

    /// <summary>The settlements so far, all of which succeeded.</summary>
    public ConcurrentQueue<SettleCall> Settled { get; } = new();

    public static Task<FakeBroker> StartAsync() => StartAsync(new FakeBroker());

    /// <summary>There are no messages.</summary>
    public static Task<ClaimCallResult> NoneAsync(ClaimCall call) => Task.FromResult(new ClaimCallResult { Outcome = CallOutcome.Done });

    /// <summary>The delivery of one message.</summary>
    public static ClaimCallResult Delivery(long id)
    {
        var now = TimeProvider.System.GetUtcNow().ToTimestamp();
        return new ClaimCallResult
        {
            Outcome = CallOutcome.Done,
            Messages =
            {
                new MessageRecord
                {
                    Id = id,
                    QueueName = "orders",
                    State = MessageState.Processing,
                    Content = ByteString.CopyFromUtf8("1"),
                    CreatedAt = now,
                    DeliveryCount = 1,
                    DeliveredAt = now,
                    VisibleAt = now,
                    Receipt = "7-a",
                },
            },
        };
    }

    protected override void AddServices(IServiceCollection services) => services.AddSingleton(this);

    protected override void MapRoutes(WebApplication app)
    {
        app.MapGrpcService<MessageCalls>();
        app.MapGrpcService<QueueCalls>();
    }

    private sealed class MessageCalls(FakeBroker broker) : MessageService.MessageServiceBase
    {
        public override async Task<ClaimMessagesReply> Claim(ClaimMessagesRequest request, ServerCallContext context)
        {
            var results = new List<ClaimCallResult>();
            foreach (var call in request.Calls)
            {
                results.Add(await broker.Claim(call));
            }

            return new ClaimMessagesReply { Calls = { results } };
        }

        public override Task<SettleMessagesReply> Settle(SettleMessagesRequest request, ServerCallContext context)
        {
            var reply = new SettleMessagesReply();
            foreach (var call in request.Calls)
            {
                broker.Settled.Enqueue(call);
                reply.Calls.Add(new SettleCallResult { Outcomes = { call.Deliveries.Select(_ => CallOutcome.Done) } });
            }

            return Task.FromResult(reply);
        }
    }

    private sealed class QueueCalls : QueueService.QueueServiceBase
    {
        public override Task<SearchQueuesReply> Search(SearchQueuesRequest request, ServerCallContext context) => Task.FromResult(new SearchQueuesReply());
    }
}
