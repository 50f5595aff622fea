using System.Globalization;
using System.Text;

namespace Platform.Captions.Editing;

/// <summary>What a speaker may be called, so that a reader can tell who speaks.</summary>
internal static class SpeakerName
{
    /// <summary>Whether there is nothing in a name to see: such a one would leave lines without a speaker.</summary>
    public static bool IsInvisible(string name) => name.EnumerateRunes().All(IsInvisible);

    /// <summary>Whether a name turns the direction of the text around it: what follows it in a line would be read backwards.</summary>
    public static bool TurnsText(string name) => name.Any(static c => c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069'));

    /// <summary>What of a name is compared: two that look the same are the same, however they were typed.</summary>
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
            // Noncharacters have no such form.
            return seen;
        }
    }

    private static bool IsInvisible(Rune rune) => rune.Value switch
    {
        // Letters and marks that are blank by name: fillers of Hangul, the empty Braille pattern, joiners and selectors of variants.
        0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800 or 0x034F or 0x17B4 or 0x17B5 => true,
        (>= 0x180B and <= 0x180F) or (>= 0xFE00 and <= 0xFE0F) => true,

        // Kept by Unicode for what is to be ignored where it is not known.
        0x2065 or (>= 0xFFF0 and <= 0xFFF8) or (>= 0xE0000 and <= 0xE0FFF) => true,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.SpaceSeparator
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator,
    };
}
