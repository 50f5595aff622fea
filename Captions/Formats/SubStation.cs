using System.Globalization;
using System.Text;
using Platform.Contracts.PublicApi;

namespace Platform.Captions.Formats;

/// <summary>Writes Advanced SubStation Alpha (v4.00+), as libass, which most players use, reads it.</summary>
internal static class SubStation
{
    // Places on the keys of numbers.
    private const int BottomCentre = 2;
    private const int TopCentre = 8;

    // The character set. libass takes -1 for "by the text", as an extension; 1 is the default of all players.
    private const int LeftToRight = 1;
    private const int AnyDirection = -1;

    // Invisible, and not breakable: it separates a backslash from what would make it a command.
    private const char WordJoiner = '\u2060';

    public static string Write(CaptionDocument document, CaptionLook look)
    {
        var text = new StringBuilder(Head(look).ReplaceLineEndings("\n"));
        var hasVoices = Voices.AreShown(document);
        foreach (var cue in document.Cues)
        {
            // Hundredths are the format's resolution. A cue without length would never be shown.
            var start = Hundredths(cue.Start);
            text.Append("Dialogue: 0,");
            Timestamps.AppendHundredths(text, start);
            text.Append(',');
            Timestamps.AppendHundredths(text, Math.Max(start + 1, Hundredths(cue.End)));
            text.Append(",Default,").Append(hasVoices ? Voices.Names(document, cue).Replace(',', ' ') : "").Append(",0,0,0,,");
            text.AppendJoin(@"\N", CueText.Lines(cue.Text).Select(Escape)).Append('\n');
        }

        return text.ToString();
    }

    private static string Head(CaptionLook look) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        [Script Info]
        ScriptType: v4.00+
        WrapStyle: 0
        ScaledBorderAndShadow: yes
        PlayResX: {look.Width}
        PlayResY: {look.Height}

        [V4+ Styles]
        Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
        Style: Default,{look.Font},{look.FontSize},&H00FFFFFF,&H00FFFFFF,&H00000000,&H80000000,0,0,0,0,100,100,0,0,1,3,1,{(look.IsAtTop ? TopCentre : BottomCentre)},60,60,50,{(look.DetectsDirection ? AnyDirection : LeftToRight)}

        [Events]
        Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text

        """);

    // Only an opening brace begins commands; there is no escape for a backslash.
    private static string Escape(string line) => line.Replace(@"\", @"\" + WordJoiner, StringComparison.Ordinal).Replace("{", @"\{", StringComparison.Ordinal);

    private static long Hundredths(double seconds) => (Timestamps.Milliseconds(seconds) + 5) / 10;
}
