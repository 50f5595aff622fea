using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Queues;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.Queues;

public sealed class PublicMessagesTests
{
    [Fact]
    public void A_delivery_is_written_with_the_bytes_of_its_content_and_headers()
    {
        var message = Delivery();
        message.Content = ByteString.CopyFromUtf8("{ \"a\":1.50, \"b\":\"\\u00e9\" }");
        message.HeadersJson = ByteString.CopyFromUtf8("""{ "h" : "é" }""");
        message.Group = "g";
        message.DeduplicationId = "é";
        message.ExpiresAt = At(4);
        message.TraceParent = "00-1-2-01";

        Written(message).ShouldBe(
            """
            {"id":7,"queue_name":"orders","status":"processing","content":{ "a":1.50, "b":"\u00e9" },"content_type":"application/json",
            "created_at":"2026-01-02T03:04:01+00:00","delivery_count":2,"priority":3,"headers":{ "h" : "é" },"group":"g","deduplication_id":"\u00E9",
            "expires_at":"2026-01-02T03:04:04+00:00","delivered_at":"2026-01-02T03:04:02+00:00","visible_at":"2026-01-02T03:04:03.5+00:00",
            "receipt":"1-a","trace_parent":"00-1-2-01"}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public void A_delivery_of_a_message_without_optional_parts_has_none_of_them() => Written(Delivery()).ShouldBe(
        """
        {"id":7,"queue_name":"orders","status":"processing","content":1,"content_type":"application/json","created_at":"2026-01-02T03:04:01+00:00",
        "delivery_count":2,"priority":3,"delivered_at":"2026-01-02T03:04:02+00:00","visible_at":"2026-01-02T03:04:03.5+00:00","receipt":"1-a"}
        """.ReplaceLineEndings(""));

    [Fact]
    public void A_delivery_is_written_as_its_response_is_serialised() =>
        JsonSerializer.Serialize(PublicMessages.ToResponse(Delivery()), GatewayJson.Default.MessageResponse).ShouldBe(Written(Delivery()));

    [Fact]
    public void An_unreadable_message_has_no_content()
    {
        var response = PublicMessages.ToResponse(new MessageRecord { Id = 1, QueueName = "orders", State = MessageState.Failed, CreatedAt = At(1), Unreadable = true });

        response.Unreadable.ShouldBe(true);
        response.Content.ValueKind.ShouldBe(JsonValueKind.Null);
        response.Status.ShouldBe(MessageStatus.Failed);
    }

    [Theory]
    [InlineData(MessageContentType.Json, "application/json")]
    [InlineData(MessageContentType.Text, "text/plain")]
    [InlineData(MessageContentType.Binary, "application/octet-stream")]
    public void A_content_type_has_its_media_type(MessageContentType type, string mediaType)
    {
        var message = Delivery();
        message.ContentType = type;

        PublicMessages.ToResponse(message).ContentType.ShouldBe(mediaType);
        Written(message).ShouldContain($"\"content_type\":\"{mediaType}\"");
    }

    [Fact]
    public void States_have_the_names_and_numbers_of_the_public_statuses()
    {
        System.Enum.GetValues<MessageState>().Select(state => (state.ToString(), (int)state))
            .ShouldBe(System.Enum.GetValues<MessageStatus>().Select(status => (status.ToString(), (int)status)));
        foreach (var state in System.Enum.GetValues<MessageState>())
        {
            PublicMessages.NameOf(state).Value.ShouldBe(state.ToString().ToLowerInvariant());
        }
    }

    private static string Written(MessageRecord message)
    {
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output))
        {
            PublicMessages.Write(json, message, message.Content.Span);
        }

        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static MessageRecord Delivery() => new()
    {
        Id = 7,
        QueueName = "orders",
        State = MessageState.Processing,
        Content = ByteString.CopyFromUtf8("1"),
        CreatedAt = At(1),
        DeliveryCount = 2,
        Priority = 3,
        DeliveredAt = At(2),
        VisibleAt = At(3.5),
        Receipt = "1-a",
    };

    private static Timestamp At(double second) => Timestamp.FromDateTimeOffset(new DateTimeOffset(2026, 1, 2, 3, 4, 0, TimeSpan.Zero).AddSeconds(second));
}
