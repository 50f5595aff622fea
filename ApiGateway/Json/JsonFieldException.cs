using System.Text.Json;

namespace Platform.ApiGateway.Json;

/// <summary>Thrown when a converter refuses a value. The message is shown to the client, and the serialiser adds the path.</summary>
internal sealed class JsonFieldException(string message) : JsonException(message);
