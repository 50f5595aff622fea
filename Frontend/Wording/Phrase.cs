using System.Globalization;

namespace Platform.Frontend.Wording;

/// <summary>Fills the gaps of texts that stand in <c>Words.resx</c>.</summary>
internal static class Phrase
{
    public static string Format(string text, params ReadOnlySpan<object?> parts) => string.Format(CultureInfo.CurrentCulture, text, parts);

    /// <summary>The text for one, or the text for many with the number in its gap.</summary>
    public static string Count(long number, string one, string many) =>
        number == 1 ? one : string.Format(CultureInfo.CurrentCulture, many, number.ToString("N0", CultureInfo.CurrentCulture));
}
