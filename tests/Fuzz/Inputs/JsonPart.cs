using System.Text;
using System.Text.Json;

namespace Platform.Fuzz.Inputs;

/// <summary>Represents a part of a JSON document that may be invalid: with duplicate names, texts of any content, and literal tokens.</summary>
internal abstract class JsonPart
{
    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        Write(bytes);
        return bytes.ToArray();
    }

    public abstract void Write(Stream output);

    public abstract JsonPart Copy();

    public static JsonPart Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Of(document.RootElement);
    }

    public static JsonPart Of(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => new JsonFields([.. element.EnumerateObject().Select(property => new JsonField(property.Name, Of(property.Value)))]),
        JsonValueKind.Array => new JsonItems([.. element.EnumerateArray().Select(Of)]),
        JsonValueKind.String => new JsonText(element.GetString()!),
        _ => new JsonToken(element.GetRawText()),
    };
}

/// <summary>Represents a field of an object.</summary>
internal sealed class JsonField(Text name, JsonPart value)
{
    public Text Name { get; } = name;

    public JsonPart Value { get; set; } = value;
}

internal sealed class JsonFields(List<JsonField> all) : JsonPart
{
    public List<JsonField> All { get; } = all;

    public JsonPart? Find(string name) => All.Find(field => field.Name.Chars == name)?.Value;

    public void Set(string name, JsonPart value)
    {
        if (All.Find(field => field.Name.Chars == name) is { } field)
        {
            field.Value = value;
        }
        else
        {
            All.Add(new JsonField(name, value));
        }
    }

    public override void Write(Stream output)
    {
        output.WriteByte((byte)'{');
        for (var i = 0; i < All.Count; i++)
        {
            if (i > 0)
            {
                output.WriteByte((byte)',');
            }

            output.Write(All[i].Name.ToJson(escaped: true));
            output.WriteByte((byte)':');
            All[i].Value.Write(output);
        }

        output.WriteByte((byte)'}');
    }

    public override JsonPart Copy() => new JsonFields([.. All.Select(field => new JsonField(field.Name, field.Value.Copy()))]);
}

internal sealed class JsonItems(List<JsonPart> all) : JsonPart
{
    public List<JsonPart> All { get; } = all;

    public override void Write(Stream output)
    {
        output.WriteByte((byte)'[');
        for (var i = 0; i < All.Count; i++)
        {
            if (i > 0)
            {
                output.WriteByte((byte)',');
            }

            All[i].Write(output);
        }

        output.WriteByte((byte)']');
    }

    public override JsonPart Copy() => new JsonItems([.. All.Select(item => item.Copy())]);
}

/// <param name="text">The text.</param>
/// <param name="escaped">Whether characters outside of ASCII are escaped.</param>
internal sealed class JsonText(Text text, bool escaped = true) : JsonPart
{
    public Text Text { get; } = text;

    public override void Write(Stream output) => output.Write(Text.ToJson(escaped));

    public override JsonPart Copy() => this;
}

/// <summary>Represents a token that is written unchanged, whether or not it is valid JSON.</summary>
internal sealed class JsonToken(string raw) : JsonPart
{
    public string Raw { get; } = raw;

    public override void Write(Stream output) => output.Write(Encoding.UTF8.GetBytes(Raw));

    public override JsonPart Copy() => this;
}
