using Platform.Fuzz.Document;
using Platform.Fuzz.Inputs;

namespace Platform.Fuzz.Drafts;

/// <summary>Locates a value that is not part of a JSON body.</summary>
internal enum Place
{
    Path,
    Query,
    Header,
    Cookie,
    Form,

    /// <summary>The header Upload-Metadata, whose values are base64.</summary>
    Metadata,
}

/// <summary>Represents a value outside of a JSON body.</summary>
internal sealed class Slot(Place place, string name, Text value, ValueKind kind = ValueKind.Text, string? description = null)
{
    public Place Place { get; } = place;

    public string Name { get; } = name;

    public Text Value { get; set; } = value;

    public ValueKind Kind { get; } = kind;

    public string? Description { get; } = description;

    public Slot Copy() => new(Place, Name, Value, Kind, Description);
}
