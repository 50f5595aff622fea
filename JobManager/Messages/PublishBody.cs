using System.Text.Json;
using Platform.Contracts.Internal;
using Platform.JobManager.Queues;

namespace Platform.JobManager.Messages;

/// <summary>
/// Reads the body of a publish request (its form stands at <see cref="PublishResult"/>). By hand, because contents are kept as the
/// bytes that came, which no deserializer hands over.
/// </summary>
internal static class PublishBody
{
    /// <exception cref="JsonException">Not of that form.</exception>
    public static async ValueTask<List<PublishCall>> ReadAsync(
        ReadOnlyMemory<byte> body, QueueRegistry registry, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var calls = new List<PublishCall>();
        int at = Begin(body.Span);
        while (TryReadHead(body.Span, ref at, out CallHead head))
        {
            KnownQueue? queue = await registry.FindAsync(head.Queue, cancellationToken);
            Rights rights = queue?.Definition.RightsOf(head.User, head.IsOperator) ?? Rights.None;
            CallOutcome outcome = rights == Rights.None ? CallOutcome.NotFound
                : (rights & Rights.Publish) == Rights.None ? CallOutcome.Forbidden
                : CallOutcome.Done;
            var call = new PublishCall { Queue = outcome == CallOutcome.Done ? queue : null, TraceParent = head.TraceParent };
            ReadMessages(body.Span, ref at, call, queue?.Definition, now);
            if (outcome != CallOutcome.Done)
            {
                call.Result = new PublishCallResult(outcome);
            }
            else if (queue!.Live + call.Messages.Count > queue.Definition.MaxMessages)
            {
                call.Result ??= new PublishCallResult(CallOutcome.QueueFull, Limit: queue.Definition.MaxMessages);
            }

            calls.Add(call);
        }

        return calls;
    }

    private static int Begin(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        return reader.Read() && reader.TokenType == JsonTokenType.StartArray ? (int)reader.BytesConsumed : throw new JsonException();
    }

    // A reader cannot live across an await, so each piece is read by one of its own that begins where the last one ended.
    private static Utf8JsonReader At(ReadOnlySpan<byte> body, ref int at)
    {
        while (body[at] is (byte)',' or (byte)' ')
        {
            at++;
        }

        return new Utf8JsonReader(body[at..], isFinalBlock: false, default);
    }

    private static bool TryReadHead(ReadOnlySpan<byte> body, ref int at, out CallHead head)
    {
        head = default;
        if (body[at..].TrimStart(" ,"u8) is [(byte)']', ..])
        {
            return false;
        }

        Utf8JsonReader reader = At(body, ref at);
        Need(reader.Read() && reader.TokenType == JsonTokenType.StartArray);
        Need(reader.Read());
        string queue = reader.GetString() ?? throw new JsonException();
        Need(reader.Read());
        Guid user = reader.GetGuid();
        Need(reader.Read());
        bool isOperator = reader.GetBoolean();
        Need(reader.Read());
        string? trace = reader.TokenType == JsonTokenType.Null ? null : reader.GetString();
        at += (int)reader.BytesConsumed;
        head = new CallHead(queue, user, isOperator, trace);
        return true;
    }

    private static void ReadMessages(ReadOnlySpan<byte> body, ref int at, PublishCall call, QueueDefinition? queue, DateTimeOffset now)
    {
        Utf8JsonReader reader = At(body, ref at);
        ReadOnlySpan<byte> span = body[at..];
        Need(reader.Read() && reader.TokenType == JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            NewMessage message = ReadMessage(ref reader, span, queue, now);
            if (queue is not null && message.Content.Length > queue.MaxMessageBytes)
            {
                call.Result ??= new PublishCallResult(CallOutcome.TooLarge, Index: call.Messages.Count, Limit: queue.MaxMessageBytes);
            }

            call.Messages.Add(message);
        }

        at += (int)reader.BytesConsumed;
        while (body[at] is (byte)' ')
        {
            at++;
        }

        // The end of the call itself.
        Need(body[at++] == (byte)']');
    }

    private static NewMessage ReadMessage(ref Utf8JsonReader reader, ReadOnlySpan<byte> span, QueueDefinition? queue, DateTimeOffset now)
    {
        Need(reader.Read());
        byte[] content = Raw(ref reader, span);
        Need(reader.Read());
        short type = reader.GetInt16();
        Need(reader.Read());
        byte[]? headers = null;
        short priority = 0;
        int? delay = null;
        int? ttl = null;
        string? group = null;
        string? key = null;
        if (reader.TokenType != JsonTokenType.EndArray)
        {
            headers = reader.TokenType == JsonTokenType.Null ? null : Raw(ref reader, span);
            Need(reader.Read());
            priority = reader.GetInt16();
            delay = Number(ref reader);
            ttl = Number(ref reader);
            Need(reader.Read());
            group = reader.GetString();
            Need(reader.Read());
            key = reader.GetString();
            Need(reader.Read() && reader.TokenType == JsonTokenType.EndArray);
        }

        int wait = delay ?? queue?.DelaySeconds ?? 0;
        DateTimeOffset? available = wait > 0 ? now.AddSeconds(wait) : null;
        return new NewMessage
        {
            Content = content,
            ContentType = type,
            Headers = headers,
            Priority = priority,
            AvailableAt = available,
            ExpiresAt = (ttl ?? queue?.TtlSeconds) is { } life ? now.AddSeconds(life) : null,
            Group = group,
            DeduplicationId = key,
        };
    }

    private static int? Number(ref Utf8JsonReader reader)
    {
        Need(reader.Read());
        return reader.TokenType == JsonTokenType.Null ? null : reader.GetInt32();
    }

    private static byte[] Raw(ref Utf8JsonReader reader, ReadOnlySpan<byte> span)
    {
        int start = (int)reader.TokenStartIndex;
        Need(reader.TrySkip());
        return span[start..(int)reader.BytesConsumed].ToArray();
    }

    private static void Need(bool holds)
    {
        if (!holds)
        {
            throw new JsonException();
        }
    }

    private readonly record struct CallHead(string Queue, Guid User, bool IsOperator, string? TraceParent);
}
