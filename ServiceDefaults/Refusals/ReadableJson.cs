using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Platform.ServiceDefaults.Refusals;

/// <summary>
/// Checks whether stored JSON can be returned in responses: it must be valid, in valid UTF-8, without lone surrogates, and no deeper than fits into
/// the responses that contain it, for readers with the usual limit of 64 levels.
/// </summary>
public static class ReadableJson
{
    /// <summary>The maximum number of nested objects and arrays.</summary>
    public const int MaxDepth = 60;

    /// <summary>The requirement as a text for error messages.</summary>
    public const string Rule = "Valid JSON in UTF-8 of at most 60 levels, and no half of a surrogate pair in it.";

    private static readonly JsonReaderOptions s_strict = new() { MaxDepth = MaxDepth };
    private static readonly JsonDocumentOptions s_document = new() { MaxDepth = MaxDepth };

    /// <summary>Checks a whole document.</summary>
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

    /// <summary>Checks a document that has been parsed before with a greater depth.</summary>
    public static bool IsReadableAfterParsing(ReadOnlySpan<byte> json) =>
        Utf8.IsValid(json) && !HasHalfPair(json) && (json.Length <= MaxDepth || json.Count((byte)'[') + json.Count((byte)'{') <= MaxDepth || IsReadable(json));

    /// <summary>Parses a value. Returns false, and JSON null, if it cannot be returned in responses.</summary>
    public static bool TryParse(ReadOnlySpan<byte> json, out JsonElement value)
    {
        var isReadable = IsReadable(json);
        value = isReadable ? JsonElement.Parse(json, s_document) : Null;
        return isReadable;
    }

    /// <summary>Parses a value. Returns false, and JSON null, if it cannot be returned in responses.</summary>
    public static bool TryParse(string json, out JsonElement value) => TryParse(Encoding.UTF8.GetBytes(json), out value);

    /// <summary>Gets the JSON value null.</summary>
    public static JsonElement Null { get; } = JsonElement.Parse("null");

    /// <summary>Checks for escapes of lone surrogates. In JSON, backslashes occur only in strings.</summary>
    private static bool HasHalfPair(ReadOnlySpan<byte> json)
    {
        for (int at; (at = json.IndexOf((byte)'\\')) >= 0;)
        {
            json = json[(at + 1)..];
            if (json is not [(byte)'u', ..])
            {
                // Skips the escaped character, which may itself be a backslash.
                json = json.Length > 0 ? json[1..] : json;
                continue;
            }

            if (!TryUnit(json[1..], out var unit))
            {
                continue;
            }

            json = json[5..];
            if (!char.IsSurrogate(unit))
            {
                continue;
            }

            if (char.IsLowSurrogate(unit) || json is not [(byte)'\\', (byte)'u', ..] || !TryUnit(json[2..], out var second) || !char.IsLowSurrogate(second))
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
        if (digits.Length < 4 || !Utf8Parser.TryParse(digits[..4], out ushort number, out var read, 'x') || read != 4)
        {
            return false;
        }

        unit = (char)number;
        return true;
    }
}
