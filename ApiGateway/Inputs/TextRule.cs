using System.Text;

namespace Platform.ApiGateway.Inputs;

/// <summary>
/// What every text that enters has to be: well-formed UTF-16 without U+0000. PostgreSQL stores no other, and no answer could show it.
/// </summary>
internal static class TextRule
{
    public const string NulMessage = "A text must not hold U+0000.";
    public const string HalfPairMessage = "A text must not hold half of a surrogate pair.";
    public const string NoncharacterMessage = "A text must not hold U+FFFE or U+FFFF.";

    /// <summary>What is wrong with a text; null when nothing is.</summary>
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
    /// Brings a text that is searched or compared into Unicode's form NFC, in which what looks alike is alike. Two noncharacters
    /// have no place in such a text; the runtime refuses to normalise one of them.
    /// </summary>
    /// <remarks>Long runs of combining marks are sorted at more than linear cost: refuse what is too long before.</remarks>
    /// <returns>What is wrong; null when nothing is.</returns>
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

    /// <summary>A text for people in which nothing is malformed: what is counts as U+FFFD, and what is long is cut.</summary>
    public static string Shown(string text, int most) => Fault(text) is null && text.Length <= most
        ? text
        : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Length <= most ? text : TextCut.Begin(text, most) + "…"));
}
