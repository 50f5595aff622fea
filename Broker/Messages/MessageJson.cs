using System.Text.Json;
using Platform.Contracts;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.Refusals;

namespace Platform.Broker.Messages;

/// <summary>Checks whether the contents and headers of stored messages can be returned: gateways write them into JSON as they are.</summary>
internal static class MessageJson
{
    public static bool IsKnownType(short type) => Enum.IsDefined((MessageContentType)type);

    /// <summary>Whether a delivery can be given out.</summary>
    public static bool IsReadable(DeliveredMessage message) =>
        IsKnownType(message.ContentType) && ReadableJson.IsReadable(message.Content) && (message.Headers is not { } headers || AreHeaders(headers));

    /// <summary>Whether this is a JSON object of strings.</summary>
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
