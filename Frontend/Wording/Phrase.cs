using System.Globalization;

namespace Platform.Frontend.Wording;

/// <summary>Formats the texts of <c>Words.resx</c>.</summary>
internal static class Phrase
{
    /// <summary>Fills the placeholders of a text; user texts are isolated from the direction of the sentence.</summary>
    public static string Format(string text, params ReadOnlySpan<object?> parts)
    {
        var filled = new object?[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            filled[i] = parts[i] is string typed ? Bidi.Isolate(typed) : parts[i];
        }

        return string.Format(CultureInfo.CurrentCulture, text, filled);
    }

    /// <summary>Selects the singular or plural text by the page's language, and inserts the number.</summary>
    public static string Count(long number, string one, string many) =>
        string.Format(CultureInfo.CurrentCulture, PageLanguage.Current.IsOne(number) ? one : many, number.ToString("N0", CultureInfo.CurrentCulture));
}
