using System.Text;
using Platform.Fuzz.Document;
using Platform.Fuzz.Inputs;

namespace Platform.Fuzz.Drafts;

/// <summary>Reads and changes the value at a spot of one draft. An optional value that is missing is added first.</summary>
internal sealed class SpotTarget
{
    private readonly Draft _draft;
    private readonly Spot _spot;
    private readonly Slot? _slot;
    private readonly JsonPart? _parent;

    public SpotTarget(Draft draft, Spot spot)
    {
        _draft = draft;
        _spot = spot;
        if (spot.Place is { } place)
        {
            _slot = draft.Find(place, (string)spot.Path[0]);
            return;
        }

        var (part, schema) = (draft.Json, draft.Schema);
        for (var i = 0; i < spot.Path.Count && part is { } parent; i++)
        {
            _parent = parent;
            (part, schema) = Child(parent, schema, spot.Path[i], isLast: i == spot.Path.Count - 1);
        }
    }

    public bool IsInBody => _spot.Place is null;

    /// <summary>The valid value as a text.</summary>
    public string Text => _slot?.Value.Chars ?? Json switch
    {
        JsonText text => text.Text.Chars ?? "",
        JsonToken token => token.Raw,
        { } json => Encoding.UTF8.GetString(json.ToBytes()),
        null => "",
    };

    /// <summary>The valid value in a JSON body.</summary>
    public JsonPart? Json => _spot.Path.Count == 0 ? _draft.Json : (_parent, _spot.Path[^1]) switch
    {
        (JsonFields fields, string name) => fields.Find(name),
        (JsonItems items, int index) when index < items.All.Count => items.All[index],
        _ => null,
    };

    public void Set(Text text, bool escaped)
    {
        if (IsInBody)
        {
            Set(new JsonText(text, escaped));
        }
        else if (_slot is not null)
        {
            _slot.Value = text;
        }
    }

    /// <summary>Replaces the value of a JSON body.</summary>
    public void Set(JsonPart part)
    {
        switch (_parent)
        {
            case null when _spot.Path.Count == 0:
                _draft.Json = part;
                break;
            case JsonFields fields:
                fields.Set((string)_spot.Path[^1], part);
                break;
            case JsonItems items:
                items.All[(int)_spot.Path[^1]] = part;
                break;
        }
    }

    public void Remove()
    {
        if (_slot is not null)
        {
            _draft.Slots.Remove(_slot);
        }
        else if (_spot.Path.Count == 0)
        {
            _draft.Json = null;
        }
        else if (_parent is JsonFields fields)
        {
            fields.All.RemoveAll(field => field.Name.Chars == (string)_spot.Path[^1]);
        }
        else if (_parent is JsonItems items)
        {
            items.All.Clear();
        }
    }

    /// <summary>Repeats the value.</summary>
    public void Double()
    {
        if (_slot is not null)
        {
            _draft.Slots.Insert(_draft.Slots.IndexOf(_slot), _slot.Copy());
        }
        else if (_parent is JsonFields fields && Json is { } value)
        {
            fields.All.Add(new JsonField((string)_spot.Path[^1], value.Copy()));
        }
        else if (_parent is JsonItems items && Json is { } item)
        {
            items.All.Add(item.Copy());
        }
    }

    private static (JsonPart? Part, ApiSchema? Schema) Child(JsonPart parent, ApiSchema? schema, object step, bool isLast)
    {
        if (step is int index)
        {
            return (parent is JsonItems items && index < items.All.Count ? items.All[index] : null, schema?.Items);
        }

        var name = (string)step;
        if (parent is not JsonFields fields)
        {
            return (null, null);
        }

        var property = schema?.Property(name);
        if (fields.Find(name) is null && isLast)
        {
            Alternatives.MakeRoom(fields, name);
            fields.Set(name, Valid.JsonOf(name, property));
        }

        return (fields.Find(name), property);
    }
}
