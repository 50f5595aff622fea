using System.Globalization;
using System.Text;

namespace Platform.ApiGateway.Inputs;

/// <summary>Truncates texts between user-perceived characters (grapheme clusters).</summary>
internal static class TextCut
{
    /// <summary>Returns the start of a text. Only a first character that is longer than the maximum is itself truncated.</summary>
    /// <param name="text">The text, which may be shorter.</param>
    /// <param name="most">The maximum length in UTF-16 units.</param>
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

    /// <summary>Returns the end of a text. Only a last character that is longer than the maximum is itself truncated.</summary>
    /// <param name="text">The text, which may be shorter.</param>
    /// <param name="most">The maximum length in UTF-16 units.</param>
    public static string End(string text, int most)
    {
        var skipped = 0;
        while (text.Length - skipped > most)
        {
            // A last cluster that is longer than the maximum is truncated too.
            skipped += Character(text.AsSpan(skipped), Math.Max(1, text.Length - skipped - 1));
        }

        return text[skipped..];
    }

    /// <summary>Returns the length of the first cluster; if it is longer than the maximum, the length of its first code point.</summary>
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
