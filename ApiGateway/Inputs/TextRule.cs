using System.Text;

namespace Platform.ApiGateway.Inputs;

/// <summary>Validates texts: well-formed UTF-16 without U+0000. PostgreSQL cannot store any other, and no response could contain it.</summary>
internal static class TextRule
{
    public const string NulMessage = "A text must not hold U+0000.";
    public const string HalfPairMessage = "A text must not hold half of a surrogate pair.";
    public const string NoncharacterMessage = "A text must not hold U+FFFE or U+FFFF.";

    /// <summary>Finds what is wrong with a text; null if it is valid.</summary>
    public static string? Fault(ReadOnlySpan<char> text)
    {
        if (text.Contains('\0'))
        {
            return NulMessage;
        }

        var at = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        if (at < 0)
        {
            return null;
        }

        for (; at < text.Length; at++)
        {
            if (!char.IsSurrogate(text[at]))
            {
                continue;
            }

            if (!char.IsHighSurrogate(text[at]) || at + 1 == text.Length || !char.IsLowSurrogate(text[at + 1]))
            {
                return HalfPairMessage;
            }

            at++;
        }

        return null;
    }

    /// <summary>
    /// Normalises a text for searching and comparison to Unicode NFC, so that texts that look alike are equal. Two noncharacters are refused, because
    /// the runtime cannot normalise one of them.
    /// </summary>
    /// <remarks>Sorting long runs of combining marks takes more than linear time, so texts that are too long must be refused before.</remarks>
    /// <returns>What is wrong; null if the text is valid.</returns>
    public static string? Normalise(string text, out string normal)
    {
        normal = text;
        if (Fault(text) is { } fault)
        {
            return fault;
        }

        if (text.AsSpan().ContainsAnyInRange('\uFFFE', '\uFFFF'))
        {
            return NoncharacterMessage;
        }

        normal = text.Normalize(NormalizationForm.FormC);
        return null;
    }

    /// <summary>Prepares a text for display: malformed parts are replaced by U+FFFD, and long texts are truncated.</summary>
    public static string Shown(string text, int most) => Fault(text) is null && text.Length <= most
        ? text
        : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Length <= most ? text : TextCut.Begin(text, most) + "…"));
}
