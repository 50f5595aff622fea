using System.Text.Json;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.Refusals;
using Platform.ServiceDefaults.Texts;

namespace Platform.Broker.Messages;

/// <summary>
/// Reads the body of a publish request (its form stands at <see cref="PublishResult"/>). By hand, because contents are kept as the
/// bytes that came, which no deserializer hands over.
/// </summary>
/// <remarks>
/// The calls are of many callers. What is wrong with a call, but can be read, is told as its result; only where nobody can tell where
/// a call ends is the whole refused.
/// </remarks>
internal static class PublishBody
{
    private const int MaxName = 128;
    private const int MaxPriority = 9;
    private const int MaxDelaySeconds = 604_800;
    private const int MaxTtlSeconds = 2_592_000;

    // Deeper than any content may be, so that one that is too deep costs its own call only.
    private static readonly JsonReaderOptions s_options = new() { MaxDepth = 1000 };

    /// <exception cref="InputException">400: not of that form.</exception>
    public static List<PublishCall> Read(ReadOnlySpan<byte> body)
    {
        var calls = new List<PublishCall>();
        try
        {
            var reader = new Utf8JsonReader(body, s_options);
            Need(reader.Read() && reader.TokenType == JsonTokenType.StartArray);
            while (Next(ref reader) && reader.TokenType == JsonTokenType.StartArray)
            {
                calls.Add(ReadCall(ref reader, body));
            }

            Need(reader.TokenType == JsonTokenType.EndArray && !reader.Read());
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            // What a reader throws at a token of another type, or a text that is none: nothing else is done within.
            throw new InputException(FormattableString.Invariant($"[{calls.Count}]"), "These are no calls to publish.", cause: exception);
        }

        return calls;
    }

    private static PublishCall ReadCall(ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
    {
        Next(ref reader);
        string queue = reader.GetString() ?? throw new JsonException();
        Next(ref reader);
        Guid user = reader.GetGuid();
        Next(ref reader);
        bool isOperator = reader.GetBoolean();
        Next(ref reader);
        string? trace = reader.GetString();
        var call = new PublishCall(queue, user, isOperator, trace);
        Next(ref reader);
        Need(reader.TokenType == JsonTokenType.StartArray);
        while (Next(ref reader) && reader.TokenType == JsonTokenType.StartArray)
        {
            call.Messages.Add(ReadMessage(ref reader, body, call));
        }

        Need(reader.TokenType == JsonTokenType.EndArray);
        Next(ref reader);
        Need(reader.TokenType == JsonTokenType.EndArray);
        call.Demand(call.Messages.Count > 0, "messages", "At least one.");
        call.Demand(StorableText.IsStorable(trace), "trace_parent", "A text holds a character that cannot be stored.");
        return call;
    }

    private static NewMessage ReadMessage(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, PublishCall call)
    {
        Next(ref reader);
        byte[] content = Raw(ref reader, body, call, "content");
        Next(ref reader);
        int type = Number(ref reader) ?? -1;
        call.Demand(type is 0 or 1 or 2, "content_type", "0 to 2.");
        Next(ref reader);
        byte[]? headers = null;
        int priority = 0;
        int? delay = null;
        int? ttl = null;
        string? group = null;
        string? key = null;
        if (reader.TokenType != JsonTokenType.EndArray)
        {
            headers = reader.TokenType == JsonTokenType.Null ? null : Raw(ref reader, body, call, "headers");
            Next(ref reader);
            priority = Number(ref reader) ?? 0;
            Next(ref reader);
            delay = Number(ref reader);
            Next(ref reader);
            ttl = Number(ref reader);
            Next(ref reader);
            group = Text(ref reader, call, "group");
            Next(ref reader);
            key = Text(ref reader, call, "deduplication_id");
            Next(ref reader);
            Need(reader.TokenType == JsonTokenType.EndArray);
            call.Demand(priority is >= 0 and <= MaxPriority, "priority", "0 to 9.");
            call.Demand(delay is null or (>= 0 and <= MaxDelaySeconds), "delay_seconds", "0 to 604,800.");
            call.Demand(ttl is null or (>= 1 and <= MaxTtlSeconds), "ttl_seconds", "1 to 2,592,000.");
        }

        return new NewMessage
        {
            Content = content,
            ContentType = (short)type,
            Headers = headers,
            Priority = (short)priority,
            DelaySeconds = delay,
            TtlSeconds = ttl,
            Group = group,
            DeduplicationId = key,
        };
    }

    /// <summary>A number; one that is none of these, such as 1e999, is far out of every range.</summary>
    private static int? Number(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Null ? null : reader.TryGetInt32(out int number) ? number : int.MinValue;

    private static string? Text(ref Utf8JsonReader reader, PublishCall call, string field)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        Need(reader.TokenType == JsonTokenType.String);
        if (!ReadableJson.IsReadableAfterParsing(reader.ValueSpan))
        {
            call.Refuse(field, "Half of a surrogate pair, or no UTF-8.");
            return null;
        }

        string text = reader.GetString()!;
        call.Demand(text.Length is > 0 and <= MaxName && StorableText.IsStorable(text), field, "1 to 128 characters, no NUL.");
        return text;
    }

    private static byte[] Raw(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, PublishCall call, string field)
    {
        int start = (int)reader.TokenStartIndex;
        Need(reader.TrySkip());
        ReadOnlySpan<byte> raw = body[start..(int)reader.BytesConsumed];
        call.Demand(ReadableJson.IsReadableAfterParsing(raw), field, ReadableJson.Rule);
        return raw.ToArray();
    }

    private static bool Next(ref Utf8JsonReader reader)
    {
        Need(reader.Read());
        return true;
    }

    private static void Need(bool holds)
    {
        if (!holds)
        {
            throw new JsonException();
        }
    }
}
