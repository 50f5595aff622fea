using System.Buffers;
using System.Globalization;
using System.Text.Unicode;

namespace Platform.ApiGateway.Inputs;

/// <summary>Texts with percent-encoding, as addresses have them (RFC 3986, section 2.1).</summary>
internal static class PercentText
{
    private const string NotUtf8Message = "What is percent-encoded has to be valid UTF-8.";

    /// <summary>What is wrong with the text that is meant; null when nothing is. A percent sign that begins no encoding means itself.</summary>
    public static string? Fault(ReadOnlySpan<char> encoded)
    {
        if (!encoded.Contains('%'))
        {
            return TextRule.Fault(encoded);
        }

        var rented = ArrayPool<byte>.Shared.Rent(System.Text.Encoding.UTF8.GetMaxByteCount(encoded.Length));
        try
        {
            var bytes = Decode(encoded, rented);
            return bytes.Contains((byte)0) ? TextRule.NulMessage
                : Utf8.IsValid(bytes) ? TextRule.Fault(encoded)
                : NotUtf8Message;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static ReadOnlySpan<byte> Decode(ReadOnlySpan<char> encoded, Span<byte> bytes)
    {
        var written = 0;
        while (!encoded.IsEmpty)
        {
            if (encoded is ['%', var high, var low, ..] && char.IsAsciiHexDigit(high) && char.IsAsciiHexDigit(low))
            {
                bytes[written++] = byte.Parse(encoded[1..3], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                encoded = encoded[3..];
                continue;
            }

            var literal = encoded[1..].IndexOf('%') is >= 0 and var next ? next + 1 : encoded.Length;
            written += System.Text.Encoding.UTF8.GetBytes(encoded[..literal], bytes[written..]);
            encoded = encoded[literal..];
        }

        return bytes[..written];
    }
}
