using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Platform.Accuracy.Words;

/// <summary>Normalises texts for the comparison of words: case, punctuation and text in brackets are ignored.</summary>
/// <remarks>The rules are those of the trial in which models were chosen, so that its figures and these can be compared.</remarks>
internal static partial class SpokenWords
{
    // As Python's \w: .NET's has marks too, and no numbers that are no digits.
    private const string Word = @"[\p{L}\p{N}_]";

    /// <summary>The words.</summary>
    /// <param name="text">A text.</param>
    /// <param name="fold">Whether accents do not count either: references in Spanish and French lack many.</param>
    public static string[] Of(string text, bool fold = false)
    {
        text = text.ToLowerInvariant().Normalize(NormalizationForm.FormKC).Replace('’', '\'');
        if (fold)
        {
            text = string.Concat(text.Normalize(NormalizationForm.FormD).Where(static c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark));
        }

        text = Brackets().Replace(text, " ");
        text = Others().Replace(text, " ");
        return LooseApostrophes().Replace(text, " ").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    }

    [GeneratedRegex(@"\[[^\]]*\]|\([^)]*\)", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Brackets();

    [GeneratedRegex(@"[^\p{L}\p{N}_' ]", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Others();

    [GeneratedRegex($"(?<!{Word})'|'(?!{Word})", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex LooseApostrophes();
}
