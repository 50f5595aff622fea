using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using Platform.Contracts;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.Refusals;

namespace Platform.ApiGateway.Queues;

/// <summary>Converts messages to their public form, <see cref="MessageResponse"/>: as an object, or as JSON in which contents and headers keep their bytes.</summary>
internal static class PublicMessages
{
    private static readonly JsonEncodedText s_id = JsonEncodedText.Encode("id");
    private static readonly JsonEncodedText s_queue = JsonEncodedText.Encode("queue_name");
    private static readonly JsonEncodedText s_status = JsonEncodedText.Encode("status");
    private static readonly JsonEncodedText s_content = JsonEncodedText.Encode("content");
    private static readonly JsonEncodedText s_contentType = JsonEncodedText.Encode("content_type");
    private static readonly JsonEncodedText s_createdAt = JsonEncodedText.Encode("created_at");
    private static readonly JsonEncodedText s_count = JsonEncodedText.Encode("delivery_count");
    private static readonly JsonEncodedText s_priority = JsonEncodedText.Encode("priority");
    private static readonly JsonEncodedText s_deliveredAt = JsonEncodedText.Encode("delivered_at");
    private static readonly JsonEncodedText s_visibleAt = JsonEncodedText.Encode("visible_at");
    private static readonly JsonEncodedText s_receipt = JsonEncodedText.Encode("receipt");
    private static readonly JsonEncodedText s_pending = JsonEncodedText.Encode("pending");
    private static readonly JsonEncodedText s_processing = JsonEncodedText.Encode("processing");
    private static readonly JsonEncodedText s_processed = JsonEncodedText.Encode("processed");
    private static readonly JsonEncodedText s_failed = JsonEncodedText.Encode("failed");
    private static readonly JsonEncodedText s_json = JsonEncodedText.Encode("application/json");
    private static readonly JsonEncodedText s_text = JsonEncodedText.Encode("text/plain");
    private static readonly JsonEncodedText s_binary = JsonEncodedText.Encode("application/octet-stream");

    /// <summary>Converts a message that is shown to people and programs.</summary>
    public static MessageResponse ToResponse(MessageRecord message) => new(
        message.Id,
        message.QueueName,
        (MessageStatus)(int)message.State,
        message.Unreadable ? ReadableJson.Null : JsonElement.Parse(message.Content.Span),
        NameOf(message.ContentType).Value,
        message.CreatedAt.ToDateTimeOffset(),
        message.DeliveryCount,
        message.Priority,
        message.HasHeadersJson ? JsonSerializer.Deserialize(message.HeadersJson.Span, ContractsJson.Default.IReadOnlyDictionaryStringString) : null,
        message.HasGroup ? message.Group : null,
        message.HasDeduplicationId ? message.DeduplicationId : null,
        message.AvailableAt?.ToDateTimeOffset(),
        message.ExpiresAt?.ToDateTimeOffset(),
        message.DeliveredAt?.ToDateTimeOffset(),
        message.VisibleAt?.ToDateTimeOffset(),
        message.FinishedAt?.ToDateTimeOffset(),
        message.HasFailureReason ? message.FailureReason : null,
        message.HasReceipt ? message.Receipt : null,
        message.HasTraceParent ? message.TraceParent : null,
        message.Unreadable ? true : null);

    /// <summary>Converts a page of messages, and drops each content on the way: a page may have 8 MiB of them, which are not needed twice.</summary>
    public static IReadOnlyList<MessageResponse> ToResponses(RepeatedField<MessageRecord> page)
    {
        var responses = new MessageResponse[page.Count];
        for (var i = 0; i < responses.Length; i++)
        {
            responses[i] = ToResponse(page[i]);
            page[i].Content = ByteString.Empty;
        }

        return responses;
    }

    /// <summary>Converts Broker's count of changed messages to the answer of the API.</summary>
    public static MessagesAffected ToAffected(AffectedMessages messages) => new(messages.Affected, messages.More ? true : null);

    /// <summary>Converts the API's filter of dead letters to Broker's.</summary>
    public static FailedMessageFilter ToFilter(this DeadLetterFilter filter) => new()
    {
        Reason = filter.Reason,
        Group = filter.Group,
        FailedAfter = filter.FailedAfter is { } after ? Timestamp.FromDateTimeOffset(after) : null,
        FailedBefore = filter.FailedBefore is { } before ? Timestamp.FromDateTimeOffset(before) : null,
    };

    /// <summary>Writes a delivery.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="message">The message.</param>
    /// <param name="content">The JSON to write as its content.</param>
    public static void Write(Utf8JsonWriter json, MessageRecord message, ReadOnlySpan<byte> content)
    {
        json.WriteStartObject();
        json.WriteNumber(s_id, message.Id);
        json.WriteString(s_queue, message.QueueName);
        json.WriteString(s_status, NameOf(message.State));
        json.WritePropertyName(s_content);
        json.WriteRawValue(content, skipInputValidation: true);
        json.WriteString(s_contentType, NameOf(message.ContentType));
        Write(json, s_createdAt, message.CreatedAt);
        json.WriteNumber(s_count, message.DeliveryCount);
        json.WriteNumber(s_priority, message.Priority);
        if (message.HasHeadersJson)
        {
            json.WritePropertyName("headers"u8);
            json.WriteRawValue(message.HeadersJson.Span, skipInputValidation: true);
        }

        if (message.HasGroup)
        {
            json.WriteString("group"u8, message.Group);
        }

        if (message.HasDeduplicationId)
        {
            json.WriteString("deduplication_id"u8, message.DeduplicationId);
        }

        if (message.ExpiresAt is { } expires)
        {
            json.WriteString("expires_at"u8, expires.ToDateTimeOffset());
        }

        Write(json, s_deliveredAt, message.DeliveredAt);
        Write(json, s_visibleAt, message.VisibleAt);
        json.WriteString(s_receipt, message.Receipt);
        if (message.HasTraceParent)
        {
            json.WriteString("trace_parent"u8, message.TraceParent);
        }

        json.WriteEndObject();
    }

    /// <summary>Gets the public name of a state.</summary>
    public static JsonEncodedText NameOf(MessageState state) => state switch
    {
        MessageState.Processing => s_processing,
        MessageState.Processed => s_processed,
        MessageState.Failed => s_failed,
        _ => s_pending,
    };

    private static JsonEncodedText NameOf(MessageContentType type) => type switch
    {
        MessageContentType.Json => s_json,
        MessageContentType.Text => s_text,
        _ => s_binary,
    };

    private static void Write(Utf8JsonWriter json, JsonEncodedText name, Timestamp time) => json.WriteString(name, time.ToDateTimeOffset());
}
