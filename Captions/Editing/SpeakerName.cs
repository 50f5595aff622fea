using System.Globalization;
using System.Text;

namespace Platform.Captions.Editing;

/// <summary>Validates the names of speakers, so that readers can tell who speaks.</summary>
internal static class SpeakerName
{
    /// <summary>Checks whether a name has no visible character.</summary>
    public static bool IsInvisible(string name) => name.EnumerateRunes().All(IsInvisible);

    /// <summary>Checks whether a name changes the direction of the text around it, so that the rest of a line would be reversed.</summary>
    public static bool TurnsText(string name) => name.Any(static c => c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069'));

    /// <summary>Computes the comparison key of a name: names that look the same are equal, however they were typed.</summary>
    public static string Key(string name)
    {
        var marked = string.Concat(name.EnumerateRunes().Where(static rune => !IsInvisible(rune) || Rune.IsWhiteSpace(rune)).Select(static rune => Rune.IsWhiteSpace(rune) ? " " : rune.ToString()));
        var seen = string.Join(' ', marked.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        try
        {
            return seen.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            // Noncharacters cannot be normalised.
            return seen;
        }
    }

    private static bool IsInvisible(Rune rune) => rune.Value switch
    {
        // Letters and marks that are blank by definition: Hangul fillers, the empty Braille pattern, joiners and variation selectors.
        0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800 or 0x034F or 0x17B4 or 0x17B5 => true,
        (>= 0x180B and <= 0x180F) or (>= 0xFE00 and <= 0xFE0F) => true,

        // Reserved by Unicode for default-ignorable characters.
        0x2065 or (>= 0xFFF0 and <= 0xFFF8) or (>= 0xE0000 and <= 0xE0FFF) => true,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.SpaceSeparator
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator,
    };
}
