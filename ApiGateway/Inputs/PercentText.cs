using System.Buffers;
using System.Globalization;
using System.Text.Unicode;

namespace Platform.ApiGateway.Inputs;

/// <summary>Validates percent-encoded texts (RFC 3986, section 2.1).</summary>
internal static class PercentText
{
    private const string NotUtf8Message = "What is percent-encoded has to be valid UTF-8.";

    /// <summary>Finds what is wrong with the decoded text; null if it is valid. A percent sign that starts no encoding is a literal.</summary>
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
