using System.Text.Json.Serialization;

namespace Aspire.Dashboard.Updates;

/// <summary>How much came in since the start.</summary>
internal sealed record TelemetryCounts(long Spans, long Logs);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TelemetryCounts))]
internal sealed partial class UpdateJson : JsonSerializerContext;
