using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Documentation;

/// <summary>Describes the inputs of jobs of captions and of recordings with them, which the types do not show: in them a job's input is any JSON.</summary>
internal static class CaptionSchemas
{
    /// <summary>Adds the schema of a captions job's input.</summary>
    public static void Describe(OpenApiDocument document)
    {
        if (document.Components?.Schemas?.TryGetValue(nameof(CreateJobRequest), out var found) == true && found is OpenApiSchema { Properties: { } properties })
        {
            properties["input"] = Input();
        }
    }

    /// <summary>Describes a number, <c>auto</c> or null.</summary>
    public static void DescribeSpeakers(OpenApiSchema schema)
    {
        schema.Type = null;
        schema.Format = null;
        schema.Properties = null;
        schema.Required = null;
        schema.Description = "Number of speakers to distinguish, or auto to detect it; null to not distinguish speakers.";
        schema.OneOf =
        [
            new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Minimum = "2", Maximum = "6" },
            new OpenApiSchema { Type = JsonSchemaType.String, Enum = [JsonValue.Create(SpeakersWanted.Any)] },
            new OpenApiSchema { Type = JsonSchemaType.Null },
        ];
    }

    private static OpenApiSchema Input()
    {
        var speakers = new OpenApiSchema();
        DescribeSpeakers(speakers);
        return new OpenApiSchema
        {
            Type = JsonSchemaType.Object | JsonSchemaType.Null,
            Description = "For captions exactly one of url and upload_id, and optional settings; for captioned_video captions_job_id, and optionally container, burn and style; empty for a probe.",
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
            {
                ["url"] = Nullable(JsonSchemaType.String, "http(s) address of a recording, or of a page with one."),
                ["upload_id"] = Nullable(JsonSchemaType.String, "A finished upload of the same user.", "uuid"),
                ["language"] = Nullable(JsonSchemaType.String, "BCP 47 tag, such as pt-BR; auto to detect it. By default the account's, otherwise auto."),
                ["track"] = Nullable(JsonSchemaType.Integer, "Audio track, 0 to 99 in the order of the file.", "int32"),
                ["translate"] = Nullable(JsonSchemaType.Boolean, "Whether to translate the captions to English."),
                ["vocabulary"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array | JsonSchemaType.Null,
                    Items = new OpenApiSchema { Type = JsonSchemaType.String },
                    Description = "At most 200 names and terms of 1 to 60 characters; the account's are appended, except to an empty list.",
                },
                ["speakers"] = speakers,
                ["sounds"] = Nullable(JsonSchemaType.Boolean, "Whether to describe sounds in brackets."),
                ["style"] = Style(),
                ["captions_job_id"] = Nullable(JsonSchemaType.String, "For captioned_video: a succeeded captions job of the same user.", "uuid"),
                ["container"] = OneOf("For captioned_video: the kind of file, by default mp4.", VideoContainer.All),
                ["burn"] = Nullable(JsonSchemaType.Boolean, "For captioned_video: whether the captions are drawn into the picture; only mp4."),
                ["recognise"] = Nullable(JsonSchemaType.Boolean, "Whether to recognise speech, by default true; false for captions without cues, to be typed or imported."),
                ["range"] = Range(),
            },
        };
    }

    private static OpenApiSchema Range() => new()
    {
        Type = JsonSchemaType.Object | JsonSchemaType.Null,
        Description = "The stretch of the recording that is recognised, in seconds; null for all of it.",
        Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
        {
            ["start"] = new OpenApiSchema { Type = JsonSchemaType.Number, Format = "double", Description = "Start." },
            ["end"] = new OpenApiSchema { Type = JsonSchemaType.Number, Format = "double", Description = "End, at least 0.1 s after the start." },
        },
    };

    private static OpenApiSchema Style() => new()
    {
        Type = JsonSchemaType.Object | JsonSchemaType.Null,
        Description = "Layout of cues, or how burned captions look; omitted fields have their defaults.",
        Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
        {
            ["lines"] = Nullable(JsonSchemaType.Integer, $"Maximum number of lines of a cue, {CaptionStyle.MinLines} to {CaptionStyle.MaxLines}.", "int32"),
            ["line_length"] = Nullable(JsonSchemaType.Integer, $"Maximum number of characters of a line, {CaptionStyle.MinLineLength} to {CaptionStyle.MaxLineLength}.", "int32"),
            ["size"] = OneOf("For burned captions: the size of the letters.", BurnedStyle.Sizes),
            ["position"] = OneOf("For burned captions: where they are.", BurnedStyle.Positions),
            ["characters_per_second"] = Nullable(JsonSchemaType.Number, $"Maximum reading speed, {CaptionStyle.MinCharactersPerSecond} to {CaptionStyle.MaxCharactersPerSecond}.", "double"),
        },
    };

    private static OpenApiSchema OneOf(string description, IReadOnlyList<string> values) => new()
    {
        Type = JsonSchemaType.String | JsonSchemaType.Null,
        Description = description,
        Enum = [.. values.Select(static value => JsonValue.Create(value))],
    };

    private static OpenApiSchema Nullable(JsonSchemaType type, string description, string? format = null) =>
        new() { Type = type | JsonSchemaType.Null, Description = description, Format = format };
}
