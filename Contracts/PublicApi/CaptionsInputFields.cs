using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Platform.Contracts.PublicApi;

/// <summary>The fields of a <see cref="CaptionsInput"/> in JSON, where how many speakers there are and that they are to be found is one field.</summary>
/// <param name="Url">As there.</param>
/// <param name="UploadId">As there.</param>
/// <param name="Language">As there.</param>
/// <param name="Track">As there.</param>
/// <param name="Translate">As there.</param>
/// <param name="Vocabulary">As there.</param>
/// <param name="Speakers">2 to 6, or <c>auto</c>.</param>
/// <param name="Sounds">As there.</param>
/// <param name="Style">As there.</param>
/// <param name="RecognitionOf">As there.</param>
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
    Guid? RecognitionOf = null);

/// <summary>How many speakers are told apart; in JSON a number, or <c>auto</c> for as many as are found.</summary>
/// <param name="Number">Null for as many as are found.</param>
[JsonConverter(typeof(SpeakersWantedConverter))]
public readonly record struct SpeakersWanted(int? Number)
{
    /// <summary>What stands for as many as are found.</summary>
    public const string Any = "auto";
}

/// <summary>Reads and writes <see cref="CaptionsInput"/> by its fields.</summary>
public sealed class CaptionsInputConverter : JsonConverter<CaptionsInput>
{
    /// <inheritdoc />
    public override CaptionsInput? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize(ref reader, FieldsOf(options)) is { } fields
            ? new CaptionsInput(
                fields.Url, fields.UploadId, fields.Language, fields.Track, fields.Translate, fields.Vocabulary,
                fields.Speakers?.Number, fields.Speakers is { Number: null } ? true : null, fields.Sounds, fields.Style, fields.RecognitionOf)
            : null;

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, CaptionsInput value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(value);
        SpeakersWanted? speakers = value.DetectSpeakers == true ? new SpeakersWanted(null) : value.Speakers is { } number ? new SpeakersWanted(number) : null;
        JsonSerializer.Serialize(
            writer,
            new CaptionsInputFields(value.Url, value.UploadId, value.Language, value.Track, value.Translate, value.Vocabulary, speakers, value.Sounds, value.Style, value.RecognitionOf),
            FieldsOf(options));
    }

    // Whoever is stricter than usual says so by knowing the fields.
    private static JsonTypeInfo<CaptionsInputFields> FieldsOf(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.TryGetTypeInfo(typeof(CaptionsInputFields), out var known) ? (JsonTypeInfo<CaptionsInputFields>)known : CaptionsInputJson.Default.CaptionsInputFields;
    }
}

/// <summary>Reads and writes <see cref="SpeakersWanted"/>.</summary>
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
