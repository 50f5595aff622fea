using System.Globalization;

namespace Platform.Unit;

/// <summary>Determines where a line of Thai, Lao, Khmer or Burmese may be broken.</summary>
internal static class Syllables
{
    // Vowels that stand before their consonant, and what stacks the next one.
    private const string Leading = "เแโใไເແໂໃໄ\u1039\u17d2";

    // Vowels that stand after their consonant and are letters to Unicode, and marks that say a word again.
    private const string Following = "ะาำๅๆະາຳຽໆៗ";

    /// <summary>Whether a text may be parted at a position.</summary>
    public static bool MayPart(string text, int at) =>
        !Leading.Contains(text[at - 1], StringComparison.Ordinal) && !Following.Contains(text[at], StringComparison.Ordinal)
        && char.GetUnicodeCategory(text[at]) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark);
}
