using System.Text.Json.Serialization;
using Aspire.Dashboard.Search;

namespace Aspire.Dashboard.Traces;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TraceList))]
[JsonSerializable(typeof(TraceDetail))]
[JsonSerializable(typeof(TelemetryOverview))]
internal sealed partial class TraceJson : JsonSerializerContext;
