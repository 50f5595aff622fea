using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.GrpcCalls;
using Shouldly;
using Xunit;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Platform.Integration.Broker;

/// <summary>Every method of Broker's internal API, called with every part of its request replaced by what nobody should send.</summary>
public sealed class InternalInputTests(InternalInputTests.OneQueue fixture) : IClassFixture<InternalInputTests.OneQueue>
{
    private static readonly ServiceDescriptor[] s_services = [QueueService.Descriptor, MessageService.Descriptor, StoredMessageService.Descriptor];

    public static TheoryData<string> Methods => [.. s_services.SelectMany(service => service.Methods).Select(method => $"{method.Service.Name}.{method.Name}")];

    [Fact]
    public void No_service_is_left_out() => fixture.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints)
        .Select(endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.ServiceName).OfType<string>().Distinct()
        .ShouldBe(s_services.Select(service => service.FullName), ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_template_itself_is_served(string method)
    {
        var status = await MutatedCalls.StatusAsync(fixture.Calls, MethodOf(method), Template(method).ToByteArray());
        status.ShouldBeOneOf(StatusCode.OK, StatusCode.NotFound);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public Task Whatever_stands_in_a_request_the_answer_is_no_fault_of_the_service(string method) =>
        MutatedCalls.SendAsync(fixture.Calls, MethodOf(method), () => Template(method));

    [Theory]
    [InlineData("a\0b")]
    [InlineData("\0")]
    public async Task A_text_that_cannot_be_stored_is_refused_by_the_name_of_its_field(string text)
    {
        var search = new SearchQueuesRequest { Actor = fixture.Broker.Actor, Limit = 1, NameContains = text };
        var refused = await Should.ThrowAsync<RpcException>(async () => await new QueueService.QueueServiceClient(fixture.Calls).SearchAsync(search));

        refused.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        CallRefusal.Of(refused).Errors!.Single().Field.ShouldBe("name_contains");
    }

    private static MethodDescriptor MethodOf(string name) => s_services.SelectMany(service => service.Methods).Single(method => $"{method.Service.Name}.{method.Name}" == name);

    private IMessage Template(string method) => method switch
    {
        "QueueService.Create" => new NewQueueRequest { Actor = fixture.Broker.Actor, Name = $"n-{Guid.CreateVersion7()}", Settings = Settings() },
        "QueueService.Search" => new SearchQueuesRequest { Actor = fixture.Broker.Actor, Limit = 10, After = "a", NameContains = "b" },
        "QueueService.Get" => Queue(fixture.Queue),
        "QueueService.Update" => new ChangeQueueRequest { Actor = fixture.Broker.Actor, Name = fixture.Queue, Settings = Settings(), Paused = false },
        "QueueService.Share" => new ChangeRightsRequest
        {
            Actor = fixture.Broker.Actor, Name = fixture.Queue, UserId = Guid.CreateVersion7().ToBytes(), Rights = { QueuePermission.Read },
        },
        "QueueService.Delete" => Queue("no-such-queue"),
        "QueueService.Leave" => new QueueRequest { Actor = new Actor { UserId = Guid.CreateVersion7().ToBytes() }, Name = fixture.Queue },
        "QueueService.GetTotals" => new Empty(),
        "MessageService.Publish" => new PublishMessagesRequest { Calls = { Publication() } },
        "MessageService.Claim" => new ClaimMessagesRequest
        {
            Calls = { new ClaimCall { Queue = fixture.Queue, Actor = fixture.Broker.Actor, Max = 2, VisibilitySeconds = 30, Waits = true } },
        },
        "MessageService.Settle" => new SettleMessagesRequest
        {
            Calls =
            {
                new SettleCall
                {
                    Actor = fixture.Broker.Actor, Action = SettleAction.Requeue, Deliveries = { new DeliveryToSettle { Id = 1, Receipt = "1-1" } }, Seconds = 1, Reason = "r",
                },
            },
        },
        "StoredMessageService.Get" => new GetMessageRequest { Actor = fixture.Broker.Actor, Id = 1 },
        "StoredMessageService.Search" => new SearchMessagesRequest
        {
            Actor = fixture.Broker.Actor, Name = fixture.Queue, Limit = 10, State = MessageState.Failed, Before = 100, Filter = Filter(),
        },
        "StoredMessageService.SearchQueues" => new SearchMessagePagesRequest
        {
            Actor = fixture.Broker.Actor, Names = { fixture.Queue }, Limit = 10, State = MessageState.Failed, Before = 100,
        },
        "StoredMessageService.Purge" => Queue(fixture.Queue),
        "StoredMessageService.Replay" => new SelectDeadLettersRequest { Actor = fixture.Broker.Actor, Name = fixture.Queue, Filter = Filter() },
        "StoredMessageService.PurgeDeadLetters" => new SelectDeadLettersRequest { Actor = fixture.Broker.Actor, Name = fixture.Queue, Ids = new MessageIds { Ids = { 1, 2 } } },
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "There is no template of this method."),
    };

    private static QueueSettings Settings() => new()
    {
        Description = "d",
        VisibilityTimeoutSeconds = 30,
        MaxDeliveries = 5,
        DelaySeconds = 0,
        TtlSeconds = 0,
        DeduplicationSeconds = 300,
        MaxMessageBytes = 1000,
        MaxMessages = 1_000_000,
        KeepProcessed = true,
    };

    private static FailedMessageFilter Filter() => new()
    {
        Reason = "r",
        Group = "g",
        FailedAfter = Timestamp.FromDateTimeOffset(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero)),
        FailedBefore = Timestamp.FromDateTimeOffset(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero)),
    };

    private QueueRequest Queue(string name) => new() { Actor = fixture.Broker.Actor, Name = name };

    private MessagesToPublish Publication()
    {
        var call = fixture.Broker.ToPublish(
            fixture.Queue,
            InternalBroker.Message("""{"a":1}""", priority: 1, delay: 0, ttl: 60, group: "g", key: Guid.CreateVersion7().ToString(), headers: """{"h":"v"}"""),
            InternalBroker.Text("b"));
        call.TraceParent = "t";
        return call;
    }

    public sealed class OneQueue : BrokerFixture, IAsyncLifetime
    {
        public string Queue { get; private set; } = "";

        public new async Task InitializeAsync()
        {
            await base.InitializeAsync();
            Queue = NewName("inputs");
            await Broker.CreateAsync(new CreateQueueRequest(Queue));
            await Broker.PublishAsync(Queue, InternalBroker.Message("1"), InternalBroker.Message("2"));
        }
    }
}
