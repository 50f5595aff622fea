using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.ApiGateway.GraphQl;

/// <summary>Parses requests; repeated members are refused.</summary>
[JsonSourceGenerationOptions(AllowDuplicateProperties = false)]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class GraphQlJson : JsonSerializerContext;
