using System.Globalization;
using System.Text;

namespace Platform.Fuzz.Inputs;

/// <summary>Represents a text as it is transferred, well-formed or not: it may have unpaired surrogates and bytes that are not UTF-8.</summary>
internal sealed class Text
{
    private Text(string? chars, byte[] bytes)
    {
        Chars = chars;
        Bytes = bytes;
    }

    /// <summary>The text as UTF-16, with unpaired surrogates; null for bytes that are no text.</summary>
    public string? Chars { get; }

    /// <summary>The text as UTF-8; an unpaired surrogate is encoded in three bytes as if it were a character.</summary>
    public byte[] Bytes { get; }

    public static implicit operator Text(string chars) => Of(chars);

    public static Text Of(string chars) => new(chars, Encode(chars));

    public static Text Raw(params byte[] bytes) => new(null, bytes);

    /// <summary>Returns the text as a JSON string with quotes.</summary>
    /// <param name="escaped">Whether everything except printable ASCII is escaped. Unpaired surrogates always are.</param>
    public byte[] ToJson(bool escaped)
    {
        if (Chars is null)
        {
            return [(byte)'"', .. Bytes.SelectMany(b => b switch
            {
                (byte)'"' or (byte)'\\' => (byte[])[(byte)'\\', b],
                < (byte)' ' => Encoding.ASCII.GetBytes("\\u" + ((int)b).ToString("x4", CultureInfo.InvariantCulture)),
                _ => [b],
            }), (byte)'"'];
        }

        var json = new StringBuilder(Chars.Length + 2).Append('"');
        for (var i = 0; i < Chars.Length; i++)
        {
            var c = Chars[i];
            if (c is '"' or '\\')
            {
                json.Append('\\').Append(c);
            }
            else if (c is < ' ' || IsHalf(Chars, i) || (escaped && c > '~'))
            {
                json.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            }
            else
            {
                json.Append(c);
            }
        }

        return Encoding.UTF8.GetBytes(json.Append('"').ToString());
    }

    /// <summary>Encodes the text for a path, a query or a form.</summary>
    public string ToPercentEncoded()
    {
        var encoded = new StringBuilder(Bytes.Length);
        foreach (var b in Bytes)
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'~')
            {
                encoded.Append((char)b);
            }
            else
            {
                encoded.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return encoded.ToString();
    }

    public override string ToString() => Chars ?? Convert.ToHexString(Bytes);

    private static bool IsHalf(string text, int at) =>
        (char.IsHighSurrogate(text[at]) && (at + 1 == text.Length || !char.IsLowSurrogate(text[at + 1])))
        || (char.IsLowSurrogate(text[at]) && (at == 0 || !char.IsHighSurrogate(text[at - 1])));

    private static byte[] Encode(string text)
    {
        var bytes = new List<byte>(text.Length);
        Span<byte> buffer = stackalloc byte[4];
        for (var i = 0; i < text.Length; i++)
        {
            if (IsHalf(text, i))
            {
                bytes.AddRange([(byte)(0xE0 | (text[i] >> 12)), (byte)(0x80 | ((text[i] >> 6) & 0x3F)), (byte)(0x80 | (text[i] & 0x3F))]);
                continue;
            }

            var rune = Rune.GetRuneAt(text, i);
            bytes.AddRange(buffer[..rune.EncodeToUtf8(buffer)]);
            i += rune.Utf16SequenceLength - 1;
        }

        return [.. bytes];
    }
}
