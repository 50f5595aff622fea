using System.Buffers;
using System.Text;

namespace Platform.ServiceDefaults.Texts;

/// <summary>Checks and cleans texts for PostgreSQL, which cannot store NUL or lone surrogates.</summary>
public static class StorableText
{
    private static readonly SearchValues<char> s_suspect = SearchValues.Create([.. Enumerable.Range(0xD800, 0x800).Select(code => (char)code), '\0']);

    /// <summary>Checks whether a text can be stored unchanged.</summary>
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

    /// <summary>Removes NUL, replaces lone surrogates by U+FFFD, and truncates the text without splitting a surrogate pair.</summary>
    /// <param name="text">A text from an untrusted program or host.</param>
    /// <param name="longest">The maximum length in UTF-16 units; at least 1.</param>
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
    /// Normalises a text to Unicode NFC for comparison, so that texts that look the same are equal however they were typed. Texts that cannot be
    /// normalised are returned unchanged.
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
