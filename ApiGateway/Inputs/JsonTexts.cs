using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Platform.ApiGateway.Inputs;

/// <summary>
/// Applies <see cref="TextRule"/> to all texts of a JSON body, including member names, before it is parsed, so that no endpoint can forget it.
/// </summary>
internal static class JsonTexts
{
    private const int MaxDepth = 64;
    private const string NotUtf8Message = "The body is not valid UTF-8.";

    /// <summary>
    /// Finds an invalid text in a body; null if there is none, or if the body has another error that any JSON parser with its usual limits detects.
    /// </summary>
    public static JsonTextFault? Fault(ReadOnlySpan<byte> json) =>
        !Utf8.IsValid(json) ? new JsonTextFault("$", NotUtf8Message)
        : MayBeFaulty(json) ? Walk(json)
        : null;

    /// <summary>
    /// Checks quickly whether a body can contain an invalid text: in valid UTF-8 only escapes of U+0000 or of surrogates can produce one.
    /// </summary>
    internal static bool MayBeFaulty(ReadOnlySpan<byte> json)
    {
        for (int at; (at = json.IndexOf("\\u"u8)) >= 0; json = json[(at + 2)..])
        {
            var digits = json[(at + 2)..];
            if (digits.StartsWith("0000"u8) || digits is [(byte)'d' or (byte)'D', ..])
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Checks each text of a body.</summary>
    internal static JsonTextFault? Walk(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        Span<Level> levels = stackalloc Level[MaxDepth];
        var depth = 0;
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        levels[depth - 1].Name = (int)reader.TokenStartIndex + 1;
                        levels[depth - 1].NameLength = reader.ValueSpan.Length;
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        depth--;
                        continue;
                    default:
                        if (depth > 0)
                        {
                            levels[depth - 1].Index++;
                        }

                        break;
                }

                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                {
                    levels[depth++] = new Level { IsArray = reader.TokenType == JsonTokenType.StartArray, Index = -1 };
                }
                else if (reader is { TokenType: JsonTokenType.String or JsonTokenType.PropertyName, ValueIsEscaped: true } && FaultOf(reader.ValueSpan) is { } fault)
                {
                    return new JsonTextFault(Path(levels[..depth], json), fault);
                }
            }
        }
        catch (JsonException)
        {
            // Not JSON, or too deep: the next parser reports it.
        }

        return null;
    }

    /// <summary>Finds what is wrong with a JSON string, whose escapes are known to be well-formed.</summary>
    private static string? FaultOf(ReadOnlySpan<byte> escaped)
    {
        var isHalf = false;
        while (true)
        {
            var at = escaped.IndexOf((byte)'\\');
            if (isHalf && at != 0)
            {
                return TextRule.HalfPairMessage;
            }

            if (at < 0)
            {
                return null;
            }

            if (escaped[at + 1] != 'u')
            {
                if (isHalf)
                {
                    return TextRule.HalfPairMessage;
                }

                escaped = escaped[(at + 2)..];
                continue;
            }

            var unit = ushort.Parse(escaped.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            if (unit == 0)
            {
                return isHalf ? TextRule.HalfPairMessage : TextRule.NulMessage;
            }

            if (char.IsLowSurrogate((char)unit) != isHalf)
            {
                return TextRule.HalfPairMessage;
            }

            isHalf = char.IsHighSurrogate((char)unit);
            escaped = escaped[(at + 6)..];
        }
    }

    private static string Path(ReadOnlySpan<Level> levels, ReadOnlySpan<byte> json)
    {
        var path = new StringBuilder();
        foreach (var level in levels)
        {
            if (level.IsArray)
            {
                path.Append(CultureInfo.InvariantCulture, $"[{level.Index}]");
                continue;
            }

            path.Append(path.Length == 0 ? "" : ".").Append(NameOf(json.Slice(level.Name, level.NameLength)));
        }

        return path.Length == 0 ? "$" : path.ToString();
    }

    /// <summary>Decodes a member's name; if that is invalid, it is returned as it was written.</summary>
    private static string NameOf(ReadOnlySpan<byte> written)
    {
        var text = Encoding.UTF8.GetString(written);
        if (!text.Contains('\\', StringComparison.Ordinal) || FaultOf(written) is not null)
        {
            return text;
        }

        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes($"\"{text}\""));
        reader.Read();
        return reader.GetString()!;
    }

    private struct Level
    {
        public bool IsArray;
        public int Index;
        public int Name;
        public int NameLength;
    }
}
