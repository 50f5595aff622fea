using System.Globalization;
using System.Text;

namespace Platform.ApiGateway.Inputs;

/// <summary>Cuts texts between characters as people see them (grapheme clusters), never within one.</summary>
internal static class TextCut
{
    /// <summary>The beginning of a text, of at most so many UTF-16 units.</summary>
    public static string Begin(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        var kept = 0;
        for (int length; (length = Character(text.AsSpan(kept), kept == 0 ? most : int.MaxValue)) > 0 && kept + length <= most;)
        {
            kept += length;
        }

        return text[..kept];
    }

    /// <summary>The end of a text, of at most so many UTF-16 units.</summary>
    public static string End(string text, int most)
    {
        var skipped = 0;
        while (text.Length - skipped > most)
        {
            // A last character longer than all that is wanted is cut, too.
            skipped += Character(text.AsSpan(skipped), Math.Max(1, text.Length - skipped - 1));
        }

        return text[skipped..];
    }

    /// <summary>The length of the first character; where it is longer than that, the length of its first code point.</summary>
    private static int Character(ReadOnlySpan<char> text, int most)
    {
        var length = StringInfo.GetNextTextElementLength(text);
        if (length <= most)
        {
            return length;
        }

        Rune.DecodeFromUtf16(text, out _, out var units);
        return units;
    }
}
