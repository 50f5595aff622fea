using System.Text.Json.Serialization;

namespace Platform.Contracts.Recognition;

/// <summary>Serialises the protocol's lines and files.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RecogniserCommand))]
[JsonSerializable(typeof(RecogniserEvent))]
[JsonSerializable(typeof(IReadOnlyList<WordTime>))]
[JsonSerializable(typeof(IReadOnlyList<int>))]
[JsonSerializable(typeof(IReadOnlyList<FoundPart>))]
public sealed partial class RecognitionJson : JsonSerializerContext;
