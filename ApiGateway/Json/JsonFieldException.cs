using System.Text.Json;

namespace Platform.ApiGateway.Json;

/// <summary>A value that a converter of ours refuses; the message is for the client, the serializer adds the path.</summary>
internal sealed class JsonFieldException(string message) : JsonException(message);
