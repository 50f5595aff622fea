using System.Text.Json.Serialization;
using Aspire.Dashboard.Search;

namespace Aspire.Dashboard.StructuredLogs;

/// <summary>Log records that match, newest first.</summary>
/// <param name="Logs">As many as asked for.</param>
/// <param name="Matched">How many match in all.</param>
/// <param name="Kept">How many records are in memory.</param>
/// <param name="Last">The number of the newest record in memory, matching or not; give it as <c>after</c> to read on.</param>
internal sealed record LogList(IReadOnlyList<LogSummary> Logs, int Matched, int Kept, long Last);

/// <summary>One line of the list.</summary>
internal sealed record LogSummary(
    long Number, DateTimeOffset At, string Level, SenderLabel Resource, string Category, string Message, string? TraceId, string? SpanId, bool HasException);

/// <summary>A whole record.</summary>
internal sealed record LogDetail(LogSummary Summary, string EventName, IReadOnlyList<NamedValue> Attributes, IReadOnlyList<NamedValue> ResourceAttributes);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LogList))]
[JsonSerializable(typeof(LogDetail))]
internal sealed partial class LogJson : JsonSerializerContext;
