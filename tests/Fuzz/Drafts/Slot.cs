using Platform.Fuzz.Document;
using Platform.Fuzz.Inputs;

namespace Platform.Fuzz.Drafts;

/// <summary>Where a value stands that is not part of a JSON body.</summary>
internal enum Place
{
    Path,
    Query,
    Header,
    Cookie,
    Form,

    /// <summary>In the header Upload-Metadata, as base64.</summary>
    Metadata,
}

/// <summary>A value outside of a JSON body.</summary>
internal sealed class Slot(Place place, string name, Text value, ValueKind kind = ValueKind.Text, string? description = null)
{
    public Place Place { get; } = place;

    public string Name { get; } = name;

    public Text Value { get; set; } = value;

    public ValueKind Kind { get; } = kind;

    public string? Description { get; } = description;

    public Slot Copy() => new(Place, Name, Value, Kind, Description);
}
