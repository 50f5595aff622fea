using System.Text.Json;
using Platform.Contracts;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.Refusals;

namespace Platform.Broker.Messages;

/// <summary>Checks whether the contents and headers of stored messages can be returned. The gateway copies them into JSON unchanged.</summary>
internal static class MessageJson
{
    /// <summary>Returns true if a stored number is a content type.</summary>
    public static bool IsKnownType(short type) => Enum.IsDefined((MessageContentType)type);

    /// <summary>Returns true if a delivered message can be returned.</summary>
    public static bool IsReadable(DeliveredMessage message) =>
        IsKnownType(message.ContentType) && ReadableJson.IsReadable(message.Content) && (message.Headers is not { } headers || AreHeaders(headers));

    /// <summary>Returns true for a JSON object whose values are strings.</summary>
    public static bool AreHeaders(byte[] json)
    {
        if (!ReadableJson.IsReadable(json))
        {
            return false;
        }

        try
        {
            _ = JsonSerializer.Deserialize(json, ContractsJson.Default.IReadOnlyDictionaryStringString);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
