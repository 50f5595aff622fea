using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Platform.Contracts.PublicApi;

namespace Platform.Client.Queues;

/// <summary>Creates messages from values, and reads values from messages. Options are set with <c>with { Priority = 5 }</c>.</summary>
public static class Message
{
    private const string Binary = "application/octet-stream";

    /// <summary>Creates a message with a JSON value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="type">The metadata for its serialisation.</param>
    /// <typeparam name="T">The type of the value.</typeparam>
    public static PublishRequest Json<T>(T value, JsonTypeInfo<T> type) => new(JsonSerializer.SerializeToElement(value, type), "application/json");

    /// <summary>Creates a message with a JSON value, serialised with the web defaults of System.Text.Json.</summary>
    /// <param name="value">The value.</param>
    /// <typeparam name="T">The type of the value.</typeparam>
    public static PublishRequest Json<T>(T value) => new(JsonSerializer.SerializeToElement(value, JsonSerializerOptions.Web), "application/json");

    /// <summary>Creates a message with a text.</summary>
    /// <param name="text">The text.</param>
    public static PublishRequest Text(string text) => new(JsonSerializer.SerializeToElement(text, JsonSerializerOptions.Web), "text/plain");

    /// <summary>Creates a message with bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    public static PublishRequest Bytes(ReadOnlySpan<byte> bytes) => new(JsonSerializer.SerializeToElement(Convert.ToBase64String(bytes), JsonSerializerOptions.Web), Binary);

    /// <summary>Reads the JSON value of a message.</summary>
    /// <param name="message">The consumed message.</param>
    /// <param name="type">The metadata for its deserialisation.</param>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <exception cref="JsonException">The content is not a value of that type.</exception>
    public static T? ReadJson<T>(this MessageResponse message, JsonTypeInfo<T> type)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.Content.Deserialize(type);
    }

    /// <summary>Reads the JSON value of a message with the web defaults of System.Text.Json.</summary>
    /// <param name="message">The consumed message.</param>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <exception cref="JsonException">The content is not a value of that type.</exception>
    public static T? ReadJson<T>(this MessageResponse message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.Content.Deserialize<T>(JsonSerializerOptions.Web);
    }

    /// <summary>Gets the text of a message; of a JSON message the JSON.</summary>
    /// <param name="message">The consumed message.</param>
    public static string ReadText(this MessageResponse message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.Content.ValueKind == JsonValueKind.String && message.ContentType != "application/json" ? message.Content.GetString()! : message.Content.GetRawText();
    }

    /// <summary>Gets the bytes of a message.</summary>
    /// <param name="message">The consumed message.</param>
    /// <exception cref="FormatException">The message does not contain bytes.</exception>
    public static byte[] ReadBytes(this MessageResponse message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message is { ContentType: Binary, Content.ValueKind: JsonValueKind.String } ? message.Content.GetBytesFromBase64() : throw new FormatException("The message has no bytes.");
    }
}
