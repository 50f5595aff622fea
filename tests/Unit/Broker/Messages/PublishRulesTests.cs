using System.Text;
using Google.Protobuf;
using Platform.Broker.Messages;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.GrpcCalls;
using Shouldly;
using Xunit;

namespace Platform.Unit.Broker.Messages;

public sealed class PublishRulesTests
{
    public static TheoryData<string, Action<MessageToPublish>> BrokenRules => new()
    {
        { "content", message => message.Content = ByteString.Empty },
        { "content", message => message.Content = ByteString.CopyFromUtf8("{") },
        { "content", message => message.Content = ByteString.CopyFromUtf8("1 2") },
        { "content", message => message.Content = ByteString.CopyFromUtf8("\"\\ud800\"") },
        { "content", message => message.Content = ByteString.CopyFrom([(byte)'"', 0xFF, (byte)'"']) },
        { "content", message => message.Content = ByteString.CopyFrom(Encoding.UTF8.GetBytes(new string('[', 61) + new string(']', 61))) },
        { "headers", message => message.HeadersJson = ByteString.Empty },
        { "headers", message => message.HeadersJson = ByteString.CopyFromUtf8("{\"a\":}") },
        { "priority", message => message.Priority = -1 },
        { "priority", message => message.Priority = 10 },
        { "delay_seconds", message => message.DelaySeconds = -1 },
        { "delay_seconds", message => message.DelaySeconds = 604_801 },
        { "ttl_seconds", message => message.TtlSeconds = 0 },
        { "ttl_seconds", message => message.TtlSeconds = 2_592_001 },
        { "content_type", message => message.ContentType = (MessageContentType)3 },
        { "group", message => message.Group = "" },
        { "group", message => message.Group = "a\0b" },
        { "group", message => message.Group = new string('g', 129) },
        { "deduplication_id", message => message.DeduplicationId = "" },
        { "deduplication_id", message => message.DeduplicationId = new string('k', 129) },
    };

    [Theory]
    [MemberData(nameof(BrokenRules))]
    public void A_message_that_breaks_a_rule_makes_its_call_invalid(string field, Action<MessageToPublish> breakRule)
    {
        var request = Request(Message(), Message(), Message());
        breakRule(request.Messages[1]);

        var result = PublishRules.Read(request).Result;

        result.ShouldNotBeNull();
        (result.Outcome, result.Index, result.Field).ShouldBe((CallOutcome.Invalid, 1, field));
        result.Detail.ShouldNotBeEmpty();
    }

    [Fact]
    public void The_first_broken_rule_counts()
    {
        var request = Request(Message(), Message());
        request.Messages[0].Priority = 10;
        request.Messages[1].Group = "";

        var result = PublishRules.Read(request).Result!;

        (result.Index, result.Field).ShouldBe((0, "priority"));
    }

    [Fact]
    public void A_call_without_messages_is_invalid() => PublishRules.Read(Request()).Result!.Field.ShouldBe("messages");

    [Fact]
    public void A_valid_call_keeps_all_parts_of_its_messages()
    {
        var request = Request(
            Message(),
            new MessageToPublish
            {
                Content = ByteString.CopyFromUtf8(" {\"a\" : 1.50}"),
                ContentType = MessageContentType.Json,
                HeadersJson = ByteString.CopyFromUtf8("{ \"h\":\"v\"}"),
                Priority = 9,
                DelaySeconds = 604_800,
                TtlSeconds = 2_592_000,
                Group = new string('g', 128),
                DeduplicationId = "k",
            });
        request.TraceParent = "00-1-2-01";

        var call = PublishRules.Read(request);

        call.Result.ShouldBeNull();
        call.TraceParent.ShouldBe("00-1-2-01");
        call.Messages[0].ShouldSatisfyAllConditions(
            message => message.ContentType.ShouldBe((short)1),
            message => message.Headers.ShouldBeNull(),
            message => message.DelaySeconds.ShouldBeNull(),
            message => message.TtlSeconds.ShouldBeNull(),
            message => message.Group.ShouldBeNull(),
            message => message.DeduplicationId.ShouldBeNull());
        call.Messages[1].ShouldSatisfyAllConditions(
            message => Encoding.UTF8.GetString(message.Content).ShouldBe(" {\"a\" : 1.50}"),
            message => Encoding.UTF8.GetString(message.Headers!).ShouldBe("{ \"h\":\"v\"}"),
            message => message.Priority.ShouldBe((short)9),
            message => message.DelaySeconds.ShouldBe(604_800),
            message => message.TtlSeconds.ShouldBe(2_592_000),
            message => message.Group!.Length.ShouldBe(128),
            message => message.DeduplicationId.ShouldBe("k"));
    }

    [Fact]
    public void A_call_without_a_user_is_invalid()
    {
        var request = Request(Message());
        request.Actor = null;

        PublishRules.Read(request).Result!.Field.ShouldBe("actor");
    }

    [Fact]
    public void A_call_with_a_trace_that_cannot_be_stored_is_invalid()
    {
        var request = Request(Message());
        request.TraceParent = "\0";

        PublishRules.Read(request).Result!.Field.ShouldBe("trace_parent");
    }

    private static MessagesToPublish Request(params IReadOnlyList<MessageToPublish> messages) =>
        new() { Queue = "orders", Actor = new Actor { UserId = Guid.CreateVersion7().ToBytes() }, Messages = { messages } };

    private static MessageToPublish Message() => new() { Content = ByteString.CopyFromUtf8("\"a\""), ContentType = MessageContentType.Text };
}
