using System.Globalization;
using Platform.Fuzz.Document;
using Platform.Fuzz.Inputs;

namespace Platform.Fuzz.Drafts;

/// <summary>Locates a value of a request that can be made invalid.</summary>
/// <param name="Place">The kind of slot; null in a JSON body.</param>
/// <param name="Path">The name of the slot; in a body, the names of fields and the indexes of items that lead to the value.</param>
/// <param name="Kind">The kind of the valid value.</param>
/// <param name="Description">The description in the document.</param>
internal sealed record Spot(Place? Place, IReadOnlyList<object> Path, ValueKind Kind, string? Description)
{
    private const int Deepest = 6;

    public override string ToString() =>
        (Place?.ToString().ToLowerInvariant() ?? "body") + ' ' + string.Concat(Path.Select((part, i) => part is int index
            ? string.Create(CultureInfo.InvariantCulture, $"[{index}]")
            : (i > 0 ? "." : "") + part));

    /// <summary>Returns all spots of a draft.</summary>
    public static IEnumerable<Spot> In(Draft draft)
    {
        foreach (var slot in draft.Slots)
        {
            yield return new Spot(slot.Place, [slot.Name], slot.Kind, slot.Description);
        }

        if (draft.Json is not null)
        {
            foreach (var spot in InBody([], draft.Json, draft.Schema))
            {
                yield return spot;
            }
        }
    }

    private static IEnumerable<Spot> InBody(object[] path, JsonPart? part, ApiSchema? schema)
    {
        yield return new Spot(null, path, schema?.Kind ?? KindOf(part), schema?.Description);
        if (path.Length >= Deepest)
        {
            yield break;
        }

        switch (part)
        {
            case JsonFields fields:
                foreach (var field in fields.All)
                {
                    foreach (var spot in InBody([.. path, field.Name.Chars!], field.Value, schema?.Property(field.Name.Chars!)))
                    {
                        yield return spot;
                    }
                }

                break;
            case JsonItems { All: [var first, ..] }:
                foreach (var spot in InBody([.. path, 0], first, schema?.Items))
                {
                    yield return spot;
                }

                break;
        }

        // Optional fields that the draft does not have.
        foreach (var (name, property, _) in schema?.Kind == ValueKind.Fields ? schema.Properties : [])
        {
            if (part is JsonFields present && present.Find(name) is null && !path.Contains(name))
            {
                yield return new Spot(null, [.. path, name], property.Kind, property.Description);
            }
        }
    }

    private static ValueKind KindOf(JsonPart? part) => part switch
    {
        JsonFields => ValueKind.Fields,
        JsonItems => ValueKind.Items,
        JsonText => ValueKind.Text,
        JsonToken { Raw: "true" or "false" } => ValueKind.Flag,
        JsonToken => ValueKind.Number,
        _ => ValueKind.Anything,
    };
}
