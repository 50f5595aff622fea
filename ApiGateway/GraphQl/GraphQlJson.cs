using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.ApiGateway.GraphQl;

[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(string))]
internal sealed partial class GraphQlJson : JsonSerializerContext;
