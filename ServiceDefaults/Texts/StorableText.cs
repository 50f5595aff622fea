using System.Buffers;
using System.Text;

namespace Platform.ServiceDefaults.Texts;

/// <summary>Texts as PostgreSQL can keep them: without NUL, and no half of a surrogate pair in them.</summary>
public static class StorableText
{
    private static readonly SearchValues<char> s_suspect = SearchValues.Create([.. Enumerable.Range(0xD800, 0x800).Select(code => (char)code), '\0']);

    /// <summary>Whether a text can be kept as it is.</summary>
    public static bool IsStorable(ReadOnlySpan<char> text)
    {
        for (int at; (at = text.IndexOfAny(s_suspect)) >= 0; text = text[(at + 2)..])
        {
            if (at + 1 == text.Length || !char.IsSurrogatePair(text[at], text[at + 1]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// The text with what cannot be kept taken out (NUL) or replaced (halves of pairs, by U+FFFD), and cut where it is too long: never
    /// in the middle of a pair.
    /// </summary>
    /// <param name="text">From a program or a host that nobody vouches for.</param>
    /// <param name="longest">UTF-16 units; at least 1.</param>
    public static string Clean(string text, int longest)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length <= longest && IsStorable(text))
        {
            return text;
        }

        var clean = new StringBuilder(Math.Min(text.Length, longest));
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == 0)
            {
                continue;
            }

            if (clean.Length + rune.Utf16SequenceLength > longest)
            {
                break;
            }

            clean.Append(rune);
        }

        return clean.ToString();
    }

    /// <summary>
    /// The form that texts are compared in: Unicode's NFC, so that what looks the same is the same however it was typed. Texts with
    /// what Unicode has no form for stay as they are.
    /// </summary>
    public static string Normalise(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Ascii.IsValid(text))
        {
            return text;
        }

        try
        {
            return text.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            return text;
        }
    }
}
