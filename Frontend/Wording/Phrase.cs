using System.Globalization;

namespace Platform.Frontend.Wording;

/// <summary>Fills the gaps of texts that stand in <c>Words.resx</c>.</summary>
internal static class Phrase
{
    /// <summary>The text with its gaps filled; a part that somebody typed turns nothing of the sentence around it.</summary>
    public static string Format(string text, params ReadOnlySpan<object?> parts)
    {
        var filled = new object?[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            filled[i] = parts[i] is string typed ? Bidi.Isolate(typed) : parts[i];
        }

        return string.Format(CultureInfo.CurrentCulture, text, filled);
    }

    /// <summary>The text for one or the text for many, as the page's language counts, with the number in its gap.</summary>
    public static string Count(long number, string one, string many) =>
        string.Format(CultureInfo.CurrentCulture, PageLanguage.Current.IsOne(number) ? one : many, number.ToString("N0", CultureInfo.CurrentCulture));
}
