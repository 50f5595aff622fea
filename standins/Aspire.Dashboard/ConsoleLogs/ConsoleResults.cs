using System.Text.Json.Serialization;

namespace Aspire.Dashboard.ConsoleLogs;

/// <summary>Lines of one instance.</summary>
internal sealed record ConsoleBatch(string ResourceId, IReadOnlyList<ResourceLogLine> Lines);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ConsoleBatch))]
internal sealed partial class ConsoleJson : JsonSerializerContext;
