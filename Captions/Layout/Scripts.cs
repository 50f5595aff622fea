using System.Globalization;
using System.Text;

namespace Platform.Captions.Layout;

/// <summary>Determines the width of characters, and which scripts have no spaces.</summary>
internal static class Scripts
{
    /// <summary>Computes the columns of a text: wide characters take two, combining marks and invisible characters none.</summary>
    public static int Columns(ReadOnlySpan<char> text)
    {
        if (!text.ContainsAnyExceptInRange(' ', '~'))
        {
            return text.Length;
        }

        var columns = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            columns += Columns(rune);
        }

        return columns;
    }

    /// <summary>Checks whether a character is Chinese or Japanese: these have no spaces, not even beside words of other scripts.</summary>
    public static bool IsIdeographic(char c) => c is
        (>= '\u2e80' and <= '\u303f') or (>= '\u3040' and <= '\u312f') or (>= '\u31a0' and <= '\u4dbf') or (>= '\u4e00' and <= '\u9fff')
        or (>= '\uf900' and <= '\ufaff') or (>= '\ufe30' and <= '\ufe4f') or (>= '\uff00' and <= '\uffef')
        // The high surrogates of ideographs beyond the first 65,536 characters.
        or (>= '\ud840' and <= '\ud888');

    /// <summary>Checks whether a character is Thai, Lao, Burmese or Khmer: these have spaces between phrases only.</summary>
    public static bool IsPhrased(char c) => c is (>= '\u0e00' and <= '\u0eff') or (>= '\u1000' and <= '\u109f') or (>= '\u1780' and <= '\u17ff') or (>= '\u19e0' and <= '\u19ff');

    /// <summary>
    /// Checks whether two adjacent characters are of one syllable, or the second is a mark on the first: vowels of Thai and Lao are written before or
    /// after their consonant, and Burmese and Khmer stack consonants.
    /// </summary>
    public static bool AreOneSyllable(char before, char after) =>
        before is (>= '\u0e40' and <= '\u0e44') or (>= '\u0ec0' and <= '\u0ec4') or '\u1039' or '\u17d2'
        || after is '\u0e2f' or '\u0e30' or '\u0e32' or '\u0e33' or '\u0e45' or '\u0e46' or '\u0eaf' or '\u0eb0' or '\u0eb2' or '\u0eb3' or '\u0ebd' or '\u0ec6' or '\u17d7'
        || char.GetUnicodeCategory(after) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    public static bool IsUnspaced(char c) => IsIdeographic(c) || IsPhrased(c);

    public static bool IsHiragana(char c) => c is >= '\u3041' and <= '\u309f';

    public static bool IsKatakana(char c) => c is (>= '\u30a0' and <= '\u30ff') or (>= '\uff66' and <= '\uff9f');

    private static int Columns(Rune rune) => rune.Value switch
    {
        >= 0x20 and < 0x300 => rune.Value == 0xad ? 0 : 1,
        _ when Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or UnicodeCategory.Control => 0,
        // The ranges of Unicode's East_Asian_Width W and F.
        (>= 0x1100 and <= 0x115f) or (>= 0x2e80 and <= 0x303e) or (>= 0x3041 and <= 0x4dbf) or (>= 0x4e00 and <= 0xa4cf) or (>= 0xa960 and <= 0xa97f)
            or (>= 0xac00 and <= 0xd7a3) or (>= 0xf900 and <= 0xfaff) or (>= 0xfe30 and <= 0xfe6f) or (>= 0xff01 and <= 0xff60) or (>= 0xffe0 and <= 0xffe6)
            or (>= 0x1f300 and <= 0x1f64f) or (>= 0x1f680 and <= 0x1f6ff) or (>= 0x1f900 and <= 0x1faff) or (>= 0x20000 and <= 0x3fffd) => 2,
        _ => 1,
    };
}
