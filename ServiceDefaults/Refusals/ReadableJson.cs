using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Platform.ServiceDefaults.Refusals;

/// <summary>
/// JSON that is kept as it came, and whether it can be given back: valid, in valid UTF-8, without halves of surrogate pairs, and no
/// deeper than fits into the answers that it stands in, for readers with the usual limit of 64.
/// </summary>
public static class ReadableJson
{
    /// <summary>Levels of objects and arrays.</summary>
    public const int MaxDepth = 60;

    /// <summary>What is asked for, in words.</summary>
    public const string Rule = "Valid JSON in UTF-8 of at most 60 levels, and no half of a surrogate pair in it.";

    private static readonly JsonReaderOptions s_strict = new() { MaxDepth = MaxDepth };
    private static readonly JsonDocumentOptions s_document = new() { MaxDepth = MaxDepth };

    /// <summary>Looks at all of it.</summary>
    public static bool IsReadable(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json) || HasHalfPair(json))
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(json, s_strict);
            var any = false;
            while (reader.Read())
            {
                any = true;
            }

            return any;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The same for what a reader has gone over before, with a larger depth.</summary>
    public static bool IsReadableOnceRead(ReadOnlySpan<byte> json) =>
        Utf8.IsValid(json) && !HasHalfPair(json) && (json.Length <= MaxDepth || json.Count((byte)'[') + json.Count((byte)'{') <= MaxDepth || IsReadable(json));

    /// <summary>The value; false, and JSON's null, for what cannot be given back.</summary>
    public static bool TryParse(ReadOnlySpan<byte> json, out JsonElement value)
    {
        var isReadable = IsReadable(json);
        value = isReadable ? JsonElement.Parse(json, s_document) : Null;
        return isReadable;
    }

    /// <summary>The value; false, and JSON's null, for what cannot be given back.</summary>
    public static bool TryParse(string json, out JsonElement value) => TryParse(Encoding.UTF8.GetBytes(json), out value);

    /// <summary>JSON's null.</summary>
    public static JsonElement Null { get; } = JsonElement.Parse("null");

    /// <summary>Whether an escape stands for half of a surrogate pair. Backslashes are nowhere in JSON but in strings.</summary>
    private static bool HasHalfPair(ReadOnlySpan<byte> json)
    {
        for (int at; (at = json.IndexOf((byte)'\\')) >= 0;)
        {
            json = json[(at + 1)..];
            if (json is not [(byte)'u', ..])
            {
                // The character after a backslash is no backslash that begins an escape.
                json = json.Length > 0 ? json[1..] : json;
                continue;
            }

            if (!TryUnit(json[1..], out char unit))
            {
                continue;
            }

            json = json[5..];
            if (!char.IsSurrogate(unit))
            {
                continue;
            }

            if (char.IsLowSurrogate(unit) || json is not [(byte)'\\', (byte)'u', ..] || !TryUnit(json[2..], out char second) || !char.IsLowSurrogate(second))
            {
                return true;
            }

            json = json[6..];
        }

        return false;
    }

    private static bool TryUnit(ReadOnlySpan<byte> digits, out char unit)
    {
        unit = default;
        if (digits.Length < 4 || !Utf8Parser.TryParse(digits[..4], out ushort number, out int read, 'x') || read != 4)
        {
            return false;
        }

        unit = (char)number;
        return true;
    }
}
