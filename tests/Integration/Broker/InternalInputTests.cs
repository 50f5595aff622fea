using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.GrpcCalls;
using Shouldly;
using Xunit;

namespace Platform.Integration.Broker;

/// <summary>Calls every method of Broker's internal API with each part of its request replaced by invalid values.</summary>
public sealed class InternalInputTests(InternalInputTests.OneQueue fixture) : IClassFixture<InternalInputTests.OneQueue>
{
    private const string Package = "platform.internal.v1.";

    public static TheoryData<string> Methods { get; } = new()
    {
        "QueueService/Create",
        "QueueService/Search",
        "QueueService/Get",
        "QueueService/Update",
        "QueueService/Delete",
        "QueueService/Leave",
        "QueueService/Share",
        "QueueService/GetTotals",
        "MessageService/Publish",
        "MessageService/Claim",
        "MessageService/Settle",
        "StoredMessageService/Get",
        "StoredMessageService/Search",
        "StoredMessageService/SearchQueues",
        "StoredMessageService/Purge",
        "StoredMessageService/Replay",
        "StoredMessageService/PurgeDeadLetters",
    };

    [Fact]
    public void Every_method_is_tested() => GrpcMethods.Of(fixture.Services).Select(method => $"{method.ServiceName[Package.Length..]}/{method.Name}")
        .ShouldBe(Methods.Cast<object[]>().Select(row => (string)row[0]), ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task The_unchanged_request_succeeds(string method)
    {
        var parts = method.Split('/');
        var answer = await CallAnswer<byte[]>.OfAsync(fixture.Calls.Call(Package + parts[0], parts[1], RequestOf(method).ToByteArray()));
        ((int)answer.StatusCode).ShouldBeOneOf(200, 404);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Mutated_requests_never_cause_an_internal_error(string method)
    {
        var parts = method.Split('/');
        await GrpcInput.SendMutantsAsync(fixture.Calls, Package + parts[0], parts[1], () => RequestOf(method));
    }

    [Fact]
    public async Task Text_that_cannot_be_stored_is_refused_with_the_name_of_its_field()
    {
        var queues = new QueueService.QueueServiceClient(fixture.Calls);
        var search = await CallAnswer<SearchQueuesReply>.OfAsync(queues.SearchAsync(new SearchQueuesRequest { Actor = fixture.Broker.Actor, Limit = 1, NameContains = "a\0b" }));
        search.Refusal!.Errors.ShouldHaveSingleItem().Field.ShouldBe("name_contains");
        var update = await CallAnswer<QueueRecord>.OfAsync(queues.UpdateAsync(
            new ChangeQueueRequest { Actor = fixture.Broker.Actor, Name = fixture.Queue, Settings = new QueueConfiguration { Description = "\0" } }));
        update.Refusal!.Errors.ShouldHaveSingleItem().Field.ShouldBe("settings.description");
    }

    [Theory]
    [InlineData("0001-01-01")]
    [InlineData("1969-12-31")]
    [InlineData("9999-12-31")]
    public async Task Times_outside_of_the_supported_years_are_refused(string day)
    {
        var moment = DateTimeOffset.Parse(day + "T00:00:00Z", CultureInfo.InvariantCulture).ToTimestamp();
        var messages = new StoredMessageService.StoredMessageServiceClient(fixture.Calls);
        var answer = await CallAnswer<SearchMessagesReply>.OfAsync(messages.SearchAsync(new SearchMessagesRequest
        {
            Actor = fixture.Broker.Actor,
            Name = fixture.Queue,
            Limit = 10,
            State = MessageState.Failed,
            Filter = new FailedMessageFilter { FailedAfter = moment },
        }));
        answer.Refusal!.Errors.ShouldHaveSingleItem().Field.ShouldBe("filter.failed_after");
    }

    [Fact]
    public async Task An_invalid_call_of_a_request_is_refused_alone()
    {
        var broker = fixture.Broker;
        var nameless = broker.ToPublish(fixture.Queue, InternalBroker.Message("1"));
        nameless.Actor = null;
        var published = await broker.PublishAsync(
            nameless, broker.ToPublish(fixture.Queue, InternalBroker.Message("1", group: "a\0b")), broker.ToPublish(fixture.Queue, InternalBroker.Message("1")));
        published.Select(result => result.Outcome).ShouldBe([CallOutcome.Invalid, CallOutcome.Invalid, CallOutcome.Done]);

        var claimless = broker.ToClaim(fixture.Queue, 1);
        claimless.Actor = new Actor { UserId = ByteString.CopyFrom([1]) };
        var claimed = await broker.ClaimAsync(claimless, broker.ToClaim(fixture.Queue, 0), broker.ToClaim(fixture.Queue, 1));
        claimed.Select(result => result.Outcome).ShouldBe([CallOutcome.Invalid, CallOutcome.Invalid, CallOutcome.Done]);

        (await broker.SettleAsync((SettleAction)99, [(1, null)])).Outcomes.ShouldBe([CallOutcome.Invalid]);
        (await broker.SettleAsync(SettleAction.Unspecified, [(1, null)])).Outcomes.ShouldBe([CallOutcome.Invalid]);
        (await broker.SettleAsync(SettleAction.Requeue, [(1, null)], reason: "a\0b")).Outcomes.ShouldBe([CallOutcome.Invalid]);
    }

    private IMessage RequestOf(string method) => method switch
    {
        "QueueService/Create" => new NewQueueRequest { Actor = fixture.Broker.Actor, Name = $"n-{Guid.CreateVersion7()}", Settings = Settings() },
        "QueueService/Search" => new SearchQueuesRequest { Actor = fixture.Broker.Actor, Limit = 10, After = "a", NameContains = "b" },
        "QueueService/Get" => Queue(fixture.Queue),
        "QueueService/Update" => new ChangeQueueRequest { Actor = fixture.Broker.Actor, Name = fixture.Queue, Settings = Settings(), Paused = false },
        "QueueService/Share" => new ChangeRightsRequest
        {
            Actor = fixture.Broker.Actor,
            Name = fixture.Queue,
            UserId = Guid.CreateVersion7().ToBytes(),
            Rights = { QueuePermission.Read },
        },
        "QueueService/Delete" => Queue("no-such-queue"),
        "QueueService/Leave" => new QueueRequest { Actor = new Actor { UserId = Guid.CreateVersion7().ToBytes() }, Name = fixture.Queue },
        "QueueService/GetTotals" => new Empty(),
        "MessageService/Publish" => new PublishMessagesRequest { Calls = { Publication() } },
        "MessageService/Claim" => new ClaimMessagesRequest
        {
            Calls = { new ClaimCall { Queue = fixture.Queue, Actor = fixture.Broker.Actor, Max = 2, VisibilitySeconds = 30, Waits = true } },
        },
        "MessageService/Settle" => new SettleMessagesRequest
        {
            Calls =
            {
                new SettleCall
                {
                    Actor = fixture.Broker.Actor, Action = SettleAction.Requeue, Deliveries = { new DeliveryToSettle { Id = 1, Receipt = "1-1" } }, Seconds = 1, Reason = "r",
                },
            },
        },
        "StoredMessageService/Get" => new GetMessageRequest { Actor = fixture.Broker.Actor, Id = 1 },
        "StoredMessageService/Search" => new SearchMessagesRequest
        {
            Actor = fixture.Broker.Actor,
            Name = fixture.Queue,
            Limit = 10,
            State = MessageState.Failed,
            Before = 100,
            Filter = Filter(),
        },
        "StoredMessageService/SearchQueues" => new SearchMessagePagesRequest
        {
            Actor = fixture.Broker.Actor,
            Names = { fixture.Queue },
            Limit = 10,
            State = MessageState.Failed,
            Before = 100,
        },
        "StoredMessageService/Purge" => Queue(fixture.Queue),
        "StoredMessageService/Replay" => new SelectDeadLettersRequest { Actor = fixture.Broker.Actor, Name = fixture.Queue, Filter = Filter() },
        "StoredMessageService/PurgeDeadLetters" => new SelectDeadLettersRequest { Actor = fixture.Broker.Actor, Name = fixture.Queue, Ids = new MessageIds { Ids = { 1, 2 } } },
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "There is no request of this method."),
    };

    private static QueueConfiguration Settings() => new()
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
        FailedAfter = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero).ToTimestamp(),
        FailedBefore = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero).ToTimestamp(),
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
