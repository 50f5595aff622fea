using System.Globalization;
using System.Text;

namespace Platform.Speech.Words;

/// <summary>Finds where words start in scripts without spaces, by their characters: Chinese, Japanese, Thai and similar scripts.</summary>
internal static class WordBoundaries
{
    /// <summary>The maximum length of a word, in characters, in scripts whose words only a dictionary knows.</summary>
    public const int MaxRunLength = 12;

    // Text without token borders is cut too, because a very long word would be truncated later.
    private const int MaxTokenLength = 2 * MaxRunLength;

    private enum Script
    {
        Spaced,
        Han,
        Hiragana,
        Katakana,
        NeedsDictionary,
    }

    /// <summary>Checks whether the script of a character has no spaces between words.</summary>
    public static bool IsSpaceless(Rune rune) => Of(rune) != Script.Spaced;

    /// <summary>Checks whether the script of a character has spaces between phrases only, so that every space has to be kept.</summary>
    public static bool IsPhrased(Rune rune) => Of(rune) == Script.NeedsDictionary;

    /// <summary>Checks whether a word may start between two characters without a space between them.</summary>
    /// <param name="before">The character before.</param>
    /// <param name="after">The first character of the new word.</param>
    /// <param name="length">The number of characters of the current word.</param>
    /// <param name="beginsToken">Whether the model starts a token there.</param>
    public static bool MayPart(Rune before, Rune after, int length, bool beginsToken)
    {
        var (left, right) = (Of(before), Of(after));
        if ((left == Script.Spaced && right == Script.Spaced) || AreTogether(before, after) || Opens(before))
        {
            return false;
        }

        if (left != right)
        {
            // Brackets and full stops of other scripts stay with the preceding text. Everything else separates words.
            return true;
        }

        return left switch
        {
            Script.Katakana => false,
            Script.NeedsDictionary => IsLeadingVowel(after) || (length >= MaxRunLength && beginsToken) || length >= MaxTokenLength,
            _ => true,
        };
    }

    /// <summary>Checks whether two characters are of one syllable, or one is a mark of the other, so that they must not be separated.</summary>
    public static bool AreTogether(Rune before, Rune after) => IsBound(after) || Joins(before);

    /// <summary>Checks whether a character opens the following text, like brackets and ¿.</summary>
    public static bool Opens(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.OpenPunctuation or UnicodeCategory.InitialQuotePunctuation || rune.Value is '¿' or '¡';

    /// <summary>Checks whether a character is punctuation that cannot be a word.</summary>
    public static bool IsPunctuation(Rune rune) => Rune.IsPunctuation(rune) && rune.Value is not ('&' or '@' or '#' or '%' or '*');

    private static bool IsBound(Rune rune) => rune.Value switch
    {
        // Iteration marks, small kana and the long vowel; ๆ ฯ ะ า ำ ๅ of Thai, which are letters that do not start a syllable, and those of Lao and
        // Khmer.
        0x3005 or 0x309D or 0x309E or 0x30FD or 0x30FE or 0x30FC or 0xFF70 => true,
        0x3041 or 0x3043 or 0x3045 or 0x3047 or 0x3049 or 0x3063 or 0x3083 or 0x3085 or 0x3087 or 0x308E or 0x3095 or 0x3096 => true,
        0x30A1 or 0x30A3 or 0x30A5 or 0x30A7 or 0x30A9 or 0x30C3 or 0x30E3 or 0x30E5 or 0x30E7 or 0x30EE or 0x30F5 or 0x30F6 => true,
        0x0E2F or 0x0E30 or 0x0E32 or 0x0E33 or 0x0E45 or 0x0E46 or 0x0EAF or 0x0EB0 or 0x0EB2 or 0x0EB3 or 0x0EBD or 0x0EC6 or 0x17D7 => true,
        _ => Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
                or UnicodeCategory.ClosePunctuation or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation
                or UnicodeCategory.DashPunctuation or UnicodeCategory.ConnectorPunctuation => !Opens(rune),
            _ => false,
        },
    };

    private static bool IsLeadingVowel(Rune rune) => rune.Value is (>= 0x0E40 and <= 0x0E44) or (>= 0x0EC0 and <= 0x0EC4);

    // Viramas that stack the next consonant, and vowels that are written before theirs.
    private static bool Joins(Rune rune) => rune.Value is 0x1039 or 0x17D2 || IsLeadingVowel(rune);

    private static Script Of(Rune rune) => rune.Value switch
    {
        >= 0x3041 and <= 0x309F => Script.Hiragana,
        (>= 0x30A1 and <= 0x30FF) or (>= 0x31F0 and <= 0x31FF) or (>= 0xFF66 and <= 0xFF9F) => Script.Katakana,
        (>= 0x2E80 and <= 0x2FDF) or 0x3005 or 0x3007 or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF)
            or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF) => Script.Han,
        (>= 0x3000 and <= 0x303F) or (>= 0xFF00 and <= 0xFF65) => Script.Han,
        (>= 0x0E00 and <= 0x0EFF) or (>= 0x1000 and <= 0x109F) or (>= 0x1780 and <= 0x17FF) or (>= 0x19E0 and <= 0x19FF)
            or (>= 0xAA60 and <= 0xAA7F) or (>= 0xA9E0 and <= 0xA9FF) => Script.NeedsDictionary,
        _ => Script.Spaced,
    };
}
