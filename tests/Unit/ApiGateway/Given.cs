using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Platform.Unit.ApiGateway;

/// <summary>Texts and JSON as nobody would send them, but for those who try.</summary>
internal static class Given
{
    private static readonly Gen<string> s_piece = Gen.Elements(
        "a", "Z", "0", " ", ".", ",", "\"", "\\", "/", "\n", "\t", "%", "%41", "%00", "%ff", "%C3%A9", "&", "=", "?", "+", "\0", "\u0001", "\u007f", "\u0085",
        "\u00e9", "e\u0301", "\u0301", "\u1100\u1161", "\u200d", "\u202e", "\ufe0f", "\uffff", "\ufffe", "\ufffd", "\ufdd0", "\uD83D\uDE00",
        "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67", "\uD83C\uDDE9\uD83C\uDDEA", "\uD83D", "\uDE00", "\uDBFF\uDFFF");

    /// <summary>Any text, well-formed or not.</summary>
    public static Gen<string> Text { get; } = s_piece.ListOf().Select(string.Concat);

    /// <summary>Any text as a JSON string: each unit as it is or as an escape, short or long, as it comes.</summary>
    public static Gen<string> JsonString { get; } =
        from text in Text
        from ways in Gen.Choose(0, 3).ListOf(text.Length)
        select Quote(text, [.. ways]);

    /// <summary>A JSON document that is well-formed but for its texts.</summary>
    public static Gen<string> Json { get; } = Gen.Sized(Value);

    /// <summary>Bytes that are nearly JSON.</summary>
    public static Gen<byte[]> NearlyJson { get; } =
        from json in Json
        from at in Gen.Choose(0, Math.Max(0, json.Length))
        from way in Gen.Choose(0, 3)
        from noise in ArbMap.Default.GeneratorFor<byte>()
        select Damage(Encoding.UTF8.GetBytes(json), at, way, noise);

    private static Gen<string> Value(int size) => size <= 1
        ? Gen.OneOf(JsonString, Gen.Elements("0", "-0", "1.5", "1e400", "true", "null", "[]", "{}"))
        : Gen.OneOf(
            JsonString,
            Value(size / 3).ListOf(3).Select(items => $"[{string.Join(',', items)}]"),
            from names in JsonString.ListOf(3)
            from values in Value(size / 3).ListOf(3)
            select $"{{{string.Join(" , ", names.Zip(values, (name, value) => $"{name}:{value}"))}}}");

    private static string Quote(string text, int[] ways)
    {
        var json = new StringBuilder("\"");
        for (var i = 0; i < text.Length; i++)
        {
            var isWhole = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if (isWhole && ways[i] == 0)
            {
                json.Append(text, i++, 2);
                continue;
            }

            json.Append((ways[i], text[i]) switch
            {
                (0, >= ' ' and not ('"' or '\\') and var c) when !char.IsSurrogate(c) => c.ToString(),
                (1, '"') => "\\\"",
                (1, '\\') => "\\\\",
                (1, '/') => "\\/",
                (1, '\n') => "\\n",
                (2, var c) => $"\\u{(int)c:X4}",
                (_, var c) => $"\\u{(int)c:x4}",
            });
        }

        return json.Append('"').ToString();
    }

    private static byte[] Damage(byte[] json, int at, int way, byte noise)
    {
        at = Math.Min(at, json.Length);
        return way switch
        {
            0 => json,
            1 => json[..at],
            2 => [.. json[..at], noise, .. json[at..]],
            _ => [.. json[..at], noise, .. json.Skip(at + 1)],
        };
    }

    /// <summary>The texts of a JSON document, names of members included, and where they stand; null for one that no reader reads.</summary>
    public static List<(string Path, string? Text)>? TextsOf(ReadOnlySpan<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json.ToArray());
            var texts = new List<(string, string?)>();
            Collect(document.RootElement, "", texts);
            return texts;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Collect(JsonElement element, string path, List<(string Path, string? Text)> texts)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                texts.Add((path.Length == 0 ? "$" : path, Try(element.GetString)));
                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                {
                    Collect(item, FormattableString.Invariant($"{path}[{index++}]"), texts);
                }

                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    var name = Try(() => property.Name);
                    texts.Add((path, name));
                    Collect(property.Value, path.Length == 0 ? name ?? "" : $"{path}.{name}", texts);
                }

                break;
            default:
                break;
        }
    }

    // The runtime refuses to make a string of half a pair.
    private static string? Try(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
