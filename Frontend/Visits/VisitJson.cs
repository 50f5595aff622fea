using System.Text.Json.Serialization;

namespace Platform.Frontend.Visits;

/// <summary>Describes the part of OTLP/HTTP JSON (ExportTraceServiceRequest) that reports consist of.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 16)]
[JsonSerializable(typeof(OtlpTraces))]
internal sealed partial class VisitJson : JsonSerializerContext;

/// <summary>Holds the spans of an OTLP request.</summary>
/// <param name="ResourceSpans">By resource.</param>
internal sealed record OtlpTraces(IReadOnlyList<OtlpResourceSpans?>? ResourceSpans);

/// <summary>Holds the spans of a resource.</summary>
/// <param name="ScopeSpans">By scope.</param>
internal sealed record OtlpResourceSpans(IReadOnlyList<OtlpScopeSpans?>? ScopeSpans);

/// <summary>Holds the spans of a scope.</summary>
/// <param name="Spans">The spans.</param>
internal sealed record OtlpScopeSpans(IReadOnlyList<OtlpSpan?>? Spans);

/// <summary>Represents a span.</summary>
/// <param name="Name">Its name.</param>
/// <param name="StartTimeUnixNano">Its begin in nanoseconds since 1970, as OTLP's JSON writes 64 bits: as text.</param>
/// <param name="EndTimeUnixNano">Its end.</param>
/// <param name="Attributes">Its attributes.</param>
internal sealed record OtlpSpan(string? Name, string? StartTimeUnixNano, string? EndTimeUnixNano, IReadOnlyList<OtlpAttribute?>? Attributes);

/// <summary>Represents an attribute.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Value">Its value.</param>
internal sealed record OtlpAttribute(string? Key, OtlpValue? Value);

/// <summary>Represents the value of an attribute, of which only texts are read.</summary>
/// <param name="StringValue">The text.</param>
internal sealed record OtlpValue(string? StringValue);
