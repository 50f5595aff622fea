using System.Text.Json.Serialization;

namespace Platform.Worker.Media;

/// <summary>The part of ffprobe's JSON report that matters.</summary>
internal sealed record ProbeReport(ProbeFormat? Format, IReadOnlyList<ProbeStream>? Streams);

internal sealed record ProbeFormat(
    [property: JsonPropertyName("format_name")] string? FormatName,
    [property: JsonPropertyName("duration")] string? Duration,
    [property: JsonPropertyName("probe_score")] int ProbeScore);

internal sealed record ProbeStream(
    [property: JsonPropertyName("codec_type")] string? CodecType,
    [property: JsonPropertyName("codec_name")] string? CodecName,
    [property: JsonPropertyName("duration")] string? Duration,
    [property: JsonPropertyName("disposition")] ProbeDisposition? Disposition);

internal sealed record ProbeDisposition([property: JsonPropertyName("attached_pic")] int AttachedPicture);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ProbeReport))]
internal sealed partial class MediaJson : JsonSerializerContext;
