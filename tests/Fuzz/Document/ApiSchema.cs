using System.Text.Json;

namespace Platform.Fuzz.Document;

/// <summary>Classifies values as far as the inputs for them differ.</summary>
internal enum ValueKind
{
    Text,
    Number,
    Flag,
    Moment,
    Id,
    Choice,
    Items,
    Fields,

    /// <summary>An object whose names the caller chooses, with texts as values.</summary>
    Map,

    /// <summary>Any JSON.</summary>
    Anything,
}

/// <summary>Describes the schema of a value.</summary>
internal sealed class ApiSchema
{
    private static readonly JsonElement s_text = JsonSerializer.SerializeToElement(new Dictionary<string, string>(StringComparer.Ordinal) { ["type"] = "string" });

    private readonly ApiDocument _document;
    private readonly JsonElement _schema;

    public ApiSchema(ApiDocument document, JsonElement schema, string? description = null)
    {
        _document = document;
        _schema = document.Resolve(schema);
        Description = description ?? DescriptionOf(schema) ?? DescriptionOf(_schema);
        Kind = KindOf();
    }

    public ValueKind Kind { get; }

    public string? Description { get; }

    public IReadOnlyList<string> Choices =>
        _schema.TryGetProperty("enum", out var values) ? [.. values.EnumerateArray().Where(value => value.ValueKind == JsonValueKind.String).Select(value => value.GetString()!)] : [];

    public ApiSchema? Items => _schema.TryGetProperty("items", out var items) ? new ApiSchema(_document, items) : null;

    public IEnumerable<(string Name, ApiSchema Schema, bool IsRequired)> Properties
    {
        get
        {
            if (!_schema.TryGetProperty("properties", out var properties))
            {
                yield break;
            }

            var required = _schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(name => name.GetString()).ToHashSet(StringComparer.Ordinal) : [];
            foreach (var property in properties.EnumerateObject())
            {
                yield return (property.Name, new ApiSchema(_document, property.Value), required.Contains(property.Name));
            }
        }
    }

    public static ApiSchema OfText(ApiDocument document) => new(document, s_text);

    public ApiSchema? Property(string name) => Properties.FirstOrDefault(property => property.Name == name).Schema;

    private static string? DescriptionOf(JsonElement schema) => schema.TryGetProperty("description", out var description) ? description.GetString() : null;

    private ValueKind KindOf()
    {
        if (_schema.TryGetProperty("enum", out _))
        {
            return ValueKind.Choice;
        }

        if (_schema.TryGetProperty("properties", out _))
        {
            return ValueKind.Fields;
        }

        var types = !_schema.TryGetProperty("type", out var type) ? []
            : type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()).ToArray() : [type.GetString()];
        var format = _schema.TryGetProperty("format", out var given) ? given.GetString() : null;
        return true switch
        {
            _ when types.Contains("integer", StringComparer.Ordinal) || types.Contains("number", StringComparer.Ordinal) => ValueKind.Number,
            _ when types.Contains("boolean", StringComparer.Ordinal) => ValueKind.Flag,
            _ when types.Contains("array", StringComparer.Ordinal) => ValueKind.Items,
            _ when types.Contains("object", StringComparer.Ordinal) => ValueKind.Map,
            _ when format is "date-time" => ValueKind.Moment,
            _ when format is "uuid" => ValueKind.Id,
            _ when types.Contains("string", StringComparer.Ordinal) => ValueKind.Text,
            _ => ValueKind.Anything,
        };
    }
}
