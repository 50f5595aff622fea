using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Platform.Contracts.PublicApi;

/// <summary>
/// Holds the JSON fields of a <see cref="CaptionsInput"/>, in which one field has the number of speakers or requests to determine it.
/// </summary>
/// <param name="Url">As in <see cref="CaptionsInput"/>.</param>
/// <param name="UploadId">As in <see cref="CaptionsInput"/>.</param>
/// <param name="Language">As in <see cref="CaptionsInput"/>.</param>
/// <param name="Track">As in <see cref="CaptionsInput"/>.</param>
/// <param name="Translate">As in <see cref="CaptionsInput"/>.</param>
/// <param name="Vocabulary">As in <see cref="CaptionsInput"/>.</param>
/// <param name="Speakers">2 to 6, or <c>auto</c>.</param>
/// <param name="Sounds">As in <see cref="CaptionsInput"/>.</param>
/// <param name="Style">As in <see cref="CaptionsInput"/>.</param>
/// <param name="RecognitionOf">As in <see cref="CaptionsInput"/>.</param>
/// <param name="Recognise">As in <see cref="CaptionsInput"/>.</param>
/// <param name="Range">As in <see cref="CaptionsInput"/>.</param>
public sealed record CaptionsInputFields(
    string? Url = null,
    Guid? UploadId = null,
    string? Language = null,
    int? Track = null,
    bool? Translate = null,
    IReadOnlyList<string>? Vocabulary = null,
    SpeakersWanted? Speakers = null,
    bool? Sounds = null,
    CaptionStyle? Style = null,
    Guid? RecognitionOf = null,
    bool? Recognise = null,
    CaptionRange? Range = null);

/// <summary>Represents the requested number of speakers; in JSON a number, or <c>auto</c> to determine it.</summary>
/// <param name="Number">The number; null to determine it.</param>
[JsonConverter(typeof(SpeakersWantedConverter))]
public readonly record struct SpeakersWanted(int? Number)
{
    /// <summary>The JSON value that requests to determine the number.</summary>
    public const string Any = "auto";
}

/// <summary>Converts a <see cref="CaptionsInput"/> to and from its fields.</summary>
public sealed class CaptionsInputConverter : JsonConverter<CaptionsInput>
{
    /// <inheritdoc />
    public override CaptionsInput? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize(ref reader, FieldsOf(options)) is { } fields
            ? new CaptionsInput(
                fields.Url, fields.UploadId, fields.Language, fields.Track, fields.Translate, fields.Vocabulary,
                fields.Speakers?.Number, fields.Speakers is { Number: null } ? true : null, fields.Sounds, fields.Style, fields.RecognitionOf, fields.Recognise, fields.Range)
            : null;

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, CaptionsInput value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(value);
        SpeakersWanted? speakers = value.DetectSpeakers == true ? new SpeakersWanted(null) : value.Speakers is { } number ? new SpeakersWanted(number) : null;
        JsonSerializer.Serialize(
            writer,
            new CaptionsInputFields(
                value.Url, value.UploadId, value.Language, value.Track, value.Translate, value.Vocabulary, speakers, value.Sounds, value.Style, value.RecognitionOf, value.Recognise, value.Range),
            FieldsOf(options));
    }

    // Options with stricter rules have metadata for the fields of their own.
    private static JsonTypeInfo<CaptionsInputFields> FieldsOf(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.TryGetTypeInfo(typeof(CaptionsInputFields), out var known) ? (JsonTypeInfo<CaptionsInputFields>)known : CaptionsInputJson.Default.CaptionsInputFields;
    }
}

/// <summary>Converts <see cref="SpeakersWanted"/>.</summary>
public sealed class SpeakersWantedConverter : JsonConverter<SpeakersWanted>
{
    /// <inheritdoc />
    public override SpeakersWanted Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Number when reader.TryGetInt32(out var number) => new SpeakersWanted(number),
        JsonTokenType.String when reader.ValueTextEquals(SpeakersWanted.Any) => new SpeakersWanted(null),
        _ => throw new JsonException(),
    };

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, SpeakersWanted value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (value.Number is { } number)
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteStringValue(SpeakersWanted.Any);
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CaptionsInputFields))]
internal sealed partial class CaptionsInputJson : JsonSerializerContext;
