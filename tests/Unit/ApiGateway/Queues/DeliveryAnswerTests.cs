using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Http;
using Platform.ApiGateway.Queues;
using Platform.Contracts.Internal;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.Queues;

public sealed class DeliveryAnswerTests
{
    /// <summary>Those that fit into one buffer, and those that are sent message by message.</summary>
    [Theory]
    [InlineData(1, 10)]
    [InlineData(3, 10)]
    [InlineData(1, 1_000_000)]
    [InlineData(3, 70_000)]
    [InlineData(200, 5_000)]
    public async Task An_answer_has_its_length_and_all_messages_with_their_bytes(int count, int length)
    {
        var messages = Enumerable.Range(1, count).Select(id => Message(id, $"\"{new string('é', length)}\"")).ToList();
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { Response = { Body = body } };

        await DeliveryAnswer.SendAsync(context, messages);

        context.Response.StatusCode.ShouldBe(StatusCodes.Status200OK);
        context.Response.ContentLength.ShouldBe(body.Length);
        Encoding.UTF8.GetString(body.ToArray()).ShouldBe($$"""{"messages":[{{string.Join(',', messages.Select(Written))}}]}""");
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

    private static MessageRecord Message(long id, string content)
    {
        var at = Timestamp.FromDateTimeOffset(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        return new MessageRecord
        {
            Id = id,
            QueueName = "orders",
            State = MessageState.Processing,
            Content = ByteString.CopyFromUtf8(content),
            ContentType = MessageContentType.Text,
            CreatedAt = at,
            DeliveryCount = 1,
            HeadersJson = ByteString.CopyFromUtf8("""{"h":"v"}"""),
            DeliveredAt = at,
            VisibleAt = at,
            Receipt = "1-a",
        };
    }
}
