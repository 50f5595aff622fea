using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Platform.Contracts.PublicApi;

namespace Platform.Client.Queues;

/// <summary>Makes messages of values, and values of messages. Settings are added with <c>with { Priority = 5 }</c>.</summary>
public static class Message
{
    private const string Binary = "application/octet-stream";

    /// <summary>A message with a JSON value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="type">How it is written.</param>
    /// <typeparam name="T">Its type.</typeparam>
    public static PublishRequest Json<T>(T value, JsonTypeInfo<T> type) => new(JsonSerializer.SerializeToElement(value, type), "application/json");

    /// <summary>A message with a JSON value, written as System.Text.Json does for the web.</summary>
    /// <param name="value">The value.</param>
    /// <typeparam name="T">Its type.</typeparam>
    public static PublishRequest Json<T>(T value) => new(JsonSerializer.SerializeToElement(value, JsonSerializerOptions.Web), "application/json");

    /// <summary>A message with a text.</summary>
    /// <param name="text">The text.</param>
    public static PublishRequest Text(string text) => new(JsonSerializer.SerializeToElement(text, JsonSerializerOptions.Web), "text/plain");

    /// <summary>A message with bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    public static PublishRequest Bytes(ReadOnlySpan<byte> bytes) => new(JsonSerializer.SerializeToElement(Convert.ToBase64String(bytes), JsonSerializerOptions.Web), Binary);

    /// <summary>The JSON value of a message.</summary>
    /// <param name="message">As it was consumed.</param>
    /// <param name="type">How it is read.</param>
    /// <typeparam name="T">Its type.</typeparam>
    /// <exception cref="JsonException">It is no such value.</exception>
    public static T? ReadJson<T>(this MessageResponse message, JsonTypeInfo<T> type)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.Content.Deserialize(type);
    }

    /// <summary>The JSON value of a message, read as System.Text.Json does for the web.</summary>
    /// <param name="message">As it was consumed.</param>
    /// <typeparam name="T">Its type.</typeparam>
    /// <exception cref="JsonException">It is no such value.</exception>
    public static T? ReadJson<T>(this MessageResponse message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.Content.Deserialize<T>(JsonSerializerOptions.Web);
    }

    /// <summary>The text of a message; of one with JSON the JSON.</summary>
    /// <param name="message">As it was consumed.</param>
    public static string ReadText(this MessageResponse message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.Content.ValueKind == JsonValueKind.String && message.ContentType != "application/json" ? message.Content.GetString()! : message.Content.GetRawText();
    }

    /// <summary>The bytes of a message.</summary>
    /// <param name="message">As it was consumed.</param>
    /// <exception cref="FormatException">It has none.</exception>
    public static byte[] ReadBytes(this MessageResponse message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message is { ContentType: Binary, Content.ValueKind: JsonValueKind.String } ? message.Content.GetBytesFromBase64() : throw new FormatException("The message has no bytes.");
    }
}
