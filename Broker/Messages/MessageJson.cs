using System.Text.Json;
using Platform.Contracts;
using Platform.ServiceDefaults.Refusals;

namespace Platform.Broker.Messages;

/// <summary>Writes deliveries as <see cref="Contracts.PublicApi.MessageResponse"/>; contents and headers go out as the bytes that came in.</summary>
internal static class MessageJson
{
    private static readonly JsonEncodedText s_id = JsonEncodedText.Encode("id");
    private static readonly JsonEncodedText s_queue = JsonEncodedText.Encode("queue_name");
    private static readonly JsonEncodedText s_status = JsonEncodedText.Encode("status");
    private static readonly JsonEncodedText s_processing = JsonEncodedText.Encode("processing");
    private static readonly JsonEncodedText s_content = JsonEncodedText.Encode("content");
    private static readonly JsonEncodedText s_contentType = JsonEncodedText.Encode("content_type");
    private static readonly JsonEncodedText s_createdAt = JsonEncodedText.Encode("created_at");
    private static readonly JsonEncodedText s_count = JsonEncodedText.Encode("delivery_count");
    private static readonly JsonEncodedText s_priority = JsonEncodedText.Encode("priority");
    private static readonly JsonEncodedText s_deliveredAt = JsonEncodedText.Encode("delivered_at");
    private static readonly JsonEncodedText s_visibleAt = JsonEncodedText.Encode("visible_at");
    private static readonly JsonEncodedText s_receipt = JsonEncodedText.Encode("receipt");
    private static readonly JsonEncodedText[] s_types =
        [JsonEncodedText.Encode("application/json"), JsonEncodedText.Encode("text/plain"), JsonEncodedText.Encode("application/octet-stream")];

    /// <summary>The names of content types by their numbers.</summary>
    public static string TypeName(short type) => s_types[IsKnownType(type) ? type : s_types.Length - 1].Value;

    public static bool IsKnownType(short type) => type >= 0 && type < s_types.Length;

    /// <summary>Whether a delivery can be given out.</summary>
    public static bool IsReadable(DeliveredMessage message) =>
        IsKnownType(message.ContentType) && ReadableJson.IsReadable(message.Content) && (message.Headers is not { } headers || TryReadHeaders(headers, out _));

    /// <summary>False for what is no object of texts.</summary>
    public static bool TryReadHeaders(byte[] json, out IReadOnlyDictionary<string, string>? headers)
    {
        headers = null;
        if (!ReadableJson.IsReadable(json))
        {
            return false;
        }

        try
        {
            headers = JsonSerializer.Deserialize(json, ContractsJson.Default.IReadOnlyDictionaryStringString);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public static void Write(Utf8JsonWriter json, DeliveredMessage message)
    {
        json.WriteStartObject();
        json.WriteNumber(s_id, message.Id);
        json.WriteString(s_queue, message.Queue.Name);
        json.WriteString(s_status, s_processing);
        json.WritePropertyName(s_content);
        json.WriteRawValue(message.Content, skipInputValidation: true);
        json.WriteString(s_contentType, s_types[message.ContentType]);
        json.WriteString(s_createdAt, message.CreatedAt);
        json.WriteNumber(s_count, message.DeliveryCount);
        json.WriteNumber(s_priority, message.Priority);
        if (message.Headers is { } headers)
        {
            json.WritePropertyName("headers"u8);
            json.WriteRawValue(headers, skipInputValidation: true);
        }

        if (message.Group is not null)
        {
            json.WriteString("group"u8, message.Group);
        }

        if (message.DeduplicationId is not null)
        {
            json.WriteString("deduplication_id"u8, message.DeduplicationId);
        }

        if (message.ExpiresAt is { } expires)
        {
            json.WriteString("expires_at"u8, expires);
        }

        json.WriteString(s_deliveredAt, message.DeliveredAt);
        json.WriteString(s_visibleAt, message.VisibleAt);
        json.WriteString(s_receipt, Receipt.Write(message.Queue.Id, message.Receipt));
        if (message.TraceParent is not null)
        {
            json.WriteString("trace_parent"u8, message.TraceParent);
        }

        json.WriteEndObject();
    }
}
