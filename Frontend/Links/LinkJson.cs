using System.Text.Json.Serialization;
using Platform.Frontend.Finishing;

namespace Platform.Frontend.Links;

/// <summary>Serialises what the page hands over to links.js.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StudioSettings))]
internal sealed partial class LinkJson : JsonSerializerContext;
