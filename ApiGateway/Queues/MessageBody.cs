using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Queues;

/// <summary>
/// Parses the body of <c>POST /queues/{queue_name}/messages</c> strictly. Hand-written, because contents and headers are passed on as the original
/// bytes, which a deserialiser does not provide.
/// </summary>
internal static class MessageBody
{
    public const int MaxMessages = 1000;
    private const int MaxPriority = 9;
    private const int MaxHeaders = 32;
    private const int MaxShortBytes = 8 * 1024;

    // Responses nest the content a few levels deep, and JSON parsers usually support 64 levels.
    private const int MaxLevels = 60;

    private static readonly FieldError s_unknownType = FieldError.OneOf(
        ["application/json", "text/plain", "application/octet-stream"], "Known are application/json, text/plain and application/octet-stream.");

    /// <summary>Parses a whole body.</summary>
    /// <param name="body">The body in UTF-8.</param>
    /// <param name="messages">Receives the messages; incomplete if the body is not valid.</param>
    /// <param name="isSingle">Whether the body was a single message and not a list.</param>
    /// <returns>What is wrong; null if the body is valid.</returns>
    public static ApiProblem? Read(ReadOnlySpan<byte> body, RepeatedField<MessageToPublish> messages, out bool isSingle)
    {
        isSingle = true;
        if (JsonBody.FaultyText(body) is { } faulty)
        {
            return faulty;
        }

        var errors = new FieldErrors();
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return ApiProblem.Malformed("$", FieldError.NoObject);
            }

            if (ReadMessage(ref reader, body, "", messages, errors, mayBeList: true, out var isList) is { } problem)
            {
                return problem;
            }

            isSingle = !isList;

            // Anything but white space after the value is an error too.
            while (reader.Read())
            {
            }
        }
        catch (JsonException exception)
        {
            return JsonFaults.ToProblem(exception);
        }

        return errors.Any ? ApiProblem.Invalid(errors) : null;
    }

    private static ApiProblem? ReadMessage(
        ref Utf8JsonReader reader, ReadOnlySpan<byte> body, string path, RepeatedField<MessageToPublish> messages, FieldErrors errors, bool mayBeList, out bool isList)
    {
        isList = false;
        var seen = Fields.None;
        var parts = new Parts();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = FieldOf(ref reader);
            if (field == Fields.None || (field == Fields.Messages && !mayBeList))
            {
                return ApiProblem.Malformed(path + reader.GetString(), FieldError.UnknownField);
            }

            if ((seen & field) != Fields.None)
            {
                return ApiProblem.Malformed(path + reader.GetString(), FieldError.Duplicate);
            }

            seen |= field;
            reader.Read();
            var problem = field == Fields.Messages
                ? ReadList(ref reader, body, messages, errors)
                : ReadField(field, ref reader, body, path, ref parts, errors);
            if (problem is not null)
            {
                return problem;
            }
        }

        if ((seen & Fields.Messages) != Fields.None)
        {
            isList = true;
            return seen == Fields.Messages ? null : ApiProblem.Malformed("messages", FieldError.Other("Either one message, or messages and nothing else."));
        }

        if ((seen & Fields.Content) == Fields.None)
        {
            return ApiProblem.Malformed(path + "content", FieldError.Needed);
        }

        CheckContent(ref parts, path, errors);
        messages.Add(Create(parts));
        return null;
    }

    private static ApiProblem? ReadList(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, RepeatedField<MessageToPublish> messages, FieldErrors errors)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return ApiProblem.Malformed("messages", FieldError.Of(FieldRules.Type, "A list is needed."));
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"messages[{messages.Count}]");
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                return ApiProblem.Malformed(path, FieldError.NoObject);
            }

            if (messages.Count == MaxMessages)
            {
                return ApiProblem.Invalid("messages", FieldError.Items(1, MaxMessages, "A call has 1 to 1,000 messages."));
            }

            if (ReadMessage(ref reader, body, path + ".", messages, errors, mayBeList: false, out _) is { } problem)
            {
                return problem;
            }
        }

        return messages.Count == 0 ? ApiProblem.Invalid("messages", FieldError.Items(1, MaxMessages, "A call has 1 to 1,000 messages.")) : null;
    }

    private static ApiProblem? ReadField(
        Fields field, scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> body, string path, ref Parts parts, FieldErrors errors)
    {
        if (field == Fields.Content)
        {
            parts.ContentToken = reader.TokenType;
            if (reader.TokenType == JsonTokenType.String)
            {
                parts.IsBase64 = reader.ValueIsEscaped ? Base64.IsValid(reader.GetString()) : Base64.IsValid(reader.ValueSpan);
            }

            return ReadContent(ref reader, body, path + "content", out parts.Content);
        }

        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        switch (field)
        {
            case Fields.ContentType:
                return Text(ref reader, path + "content_type", out parts.ContentType);
            case Fields.Headers:
                return ReadHeaders(ref reader, body, path + "headers", ref parts, errors);
            case Fields.Priority:
                return Number(ref reader, path + "priority", 0, MaxPriority, errors, out parts.Priority);
            case Fields.Delay:
                return Number(ref reader, path + "delay_seconds", 0, QueueLimits.MaxDelaySeconds, errors, out parts.Delay);
            case Fields.Ttl:
                return Number(ref reader, path + "ttl_seconds", 1, QueueLimits.MaxTtlSeconds, errors, out parts.Ttl);
            case Fields.Group:
                return Name(ref reader, path + "group", errors, out parts.Group);
            default:
                return Name(ref reader, path + "deduplication_id", errors, out parts.Key);
        }
    }

    private static void CheckContent(ref Parts parts, string path, FieldErrors errors)
    {
        var isText = parts.ContentToken == JsonTokenType.String;
        switch (parts.ContentType)
        {
            case null:
                parts.Type = isText ? MessageContentType.Text : MessageContentType.Json;
                break;
            case "application/json":
                parts.Type = MessageContentType.Json;
                break;
            case "text/plain":
                parts.Type = MessageContentType.Text;
                if (!isText)
                {
                    errors.Add(path + "content", FieldError.Of(FieldRules.Type, "Content of the type text/plain is a JSON string."));
                }

                break;
            case "application/octet-stream":
                parts.Type = MessageContentType.Binary;
                if (!parts.IsBase64)
                {
                    errors.Add(path + "content", FieldError.Other("Content of the type application/octet-stream is base64 in a JSON string."));
                }

                break;
            default:
                errors.Add(path + "content_type", s_unknownType);
                break;
        }
    }

    private static ApiProblem? ReadHeaders(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> body, string path, ref Parts parts, FieldErrors errors)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return ApiProblem.Malformed(path, FieldError.Of(FieldRules.Type, "An object of texts is needed."));
        }

        var start = (int)reader.TokenStartIndex;
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (TooLong(ref reader, path) is { } longName)
            {
                return longName;
            }

            var name = reader.GetString()!;
            if (name.Length is 0 or > 100)
            {
                errors.Add(path, FieldError.Characters(1, 100, "A name has 1 to 100 characters."));
            }

            if (!names.Add(name))
            {
                return ApiProblem.Malformed(path + "." + name, FieldError.Duplicate);
            }

            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
            {
                return ApiProblem.Malformed(path + "." + name, FieldError.WrongType);
            }

            if (TooLong(ref reader, path + "." + name) is { } longValue)
            {
                return longValue;
            }

            if (reader.GetString()!.Length > 1000)
            {
                errors.Add(path + "." + name, FieldError.Characters(0, 1000, "At most 1,000 characters."));
            }
        }

        if (names.Count > MaxHeaders)
        {
            errors.Add(path, FieldError.Items(0, MaxHeaders, "At most 32 headers."));
        }

        parts.Headers = names.Count == 0 ? default : body[start..(int)reader.BytesConsumed];
        return null;
    }

    private static ApiProblem? Number(ref Utf8JsonReader reader, string path, int min, int max, FieldErrors errors, out int? number)
    {
        number = null;
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var value))
        {
            return ApiProblem.Malformed(path, FieldError.Of(FieldRules.Type, "A whole number is needed."));
        }

        if (value < min || value > max)
        {
            errors.Add(path, FieldError.Number(min, max));
            return null;
        }

        number = (int)value;
        return null;
    }

    private static ApiProblem? Text(ref Utf8JsonReader reader, string path, out string? text)
    {
        text = null;
        if (reader.TokenType != JsonTokenType.String)
        {
            return ApiProblem.Malformed(path, FieldError.Of(FieldRules.Type, "A text is needed."));
        }

        if (TooLong(ref reader, path) is { } problem)
        {
            return problem;
        }

        text = reader.GetString();
        return null;
    }

    /// <summary>Checks the length of a text before it is decoded: only contents may be long.</summary>
    private static ApiProblem? TooLong(ref Utf8JsonReader reader, string path) =>
        reader.ValueSpan.Length > MaxShortBytes ? ApiProblem.Malformed(path, FieldError.Bytes(MaxShortBytes, "This text is too long.")) : null;

    private static ApiProblem? Name(ref Utf8JsonReader reader, string path, FieldErrors errors, out string? name)
    {
        var problem = Text(ref reader, path, out name);
        if (name is not null && (name.Length is 0 or > 128 || name.AsSpan().ContainsAnyInRange('\0', '\u001f')))
        {
            errors.Add(path, FieldError.Line(1, 128, "1 to 128 characters, no control characters."));
        }

        return problem;
    }

    private static MessageToPublish Create(in Parts parts)
    {
        var message = new MessageToPublish { Content = ByteString.CopyFrom(parts.Content), ContentType = parts.Type, Priority = parts.Priority ?? 0 };
        if (parts.Headers.Length > 0)
        {
            message.HeadersJson = ByteString.CopyFrom(parts.Headers);
        }

        if (parts.Delay is { } delay)
        {
            message.DelaySeconds = delay;
        }

        if (parts.Ttl is { } ttl)
        {
            message.TtlSeconds = ttl;
        }

        if (parts.Group is { } group)
        {
            message.Group = group;
        }

        if (parts.Key is { } key)
        {
            message.DeduplicationId = key;
        }

        return message;
    }

    private static ApiProblem? ReadContent(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> body, string path, out ReadOnlySpan<byte> content)
    {
        var start = (int)reader.TokenStartIndex;
        var depth = reader.CurrentDepth;
        var isNested = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
        content = default;
        while (isNested && reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.CurrentDepth - depth >= MaxLevels && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                return ApiProblem.Malformed(path, FieldError.TooDeep(MaxLevels));
            }
        }

        content = body[start..(int)reader.BytesConsumed];
        return null;
    }

    private static Fields FieldOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("content"u8) ? Fields.Content
        : reader.ValueTextEquals("messages"u8) ? Fields.Messages
        : reader.ValueTextEquals("content_type"u8) ? Fields.ContentType
        : reader.ValueTextEquals("headers"u8) ? Fields.Headers
        : reader.ValueTextEquals("priority"u8) ? Fields.Priority
        : reader.ValueTextEquals("delay_seconds"u8) ? Fields.Delay
        : reader.ValueTextEquals("ttl_seconds"u8) ? Fields.Ttl
        : reader.ValueTextEquals("group"u8) ? Fields.Group
        : reader.ValueTextEquals("deduplication_id"u8) ? Fields.Key
        : Fields.None;

    [Flags]
    private enum Fields
    {
        None = 0,
        Content = 1,
        Messages = 2,
        ContentType = 4,
        Headers = 8,
        Priority = 16,
        Delay = 32,
        Ttl = 64,
        Group = 128,
        Key = 256,
    }

    private ref struct Parts
    {
        public ReadOnlySpan<byte> Content;
        public JsonTokenType ContentToken;
        public bool IsBase64;
        public string? ContentType;
        public MessageContentType Type;
        public ReadOnlySpan<byte> Headers;
        public int? Priority;
        public int? Delay;
        public int? Ttl;
        public string? Group;
        public string? Key;
    }
}
