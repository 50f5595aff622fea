using System.Text;
using Platform.Contracts.PublicApi;

namespace Platform.Captions.Formats;

/// <summary>Writes Advanced SubStation Alpha (v4.00+), as libass, which most players use, reads it.</summary>
internal static class SubStation
{
    private const string Head = """
        [Script Info]
        ScriptType: v4.00+
        WrapStyle: 0
        ScaledBorderAndShadow: yes
        PlayResX: 1920
        PlayResY: 1080

        [V4+ Styles]
        Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
        Style: Default,Arial,60,&H00FFFFFF,&H00FFFFFF,&H00000000,&H80000000,0,0,0,0,100,100,0,0,1,3,1,2,60,60,50,1

        [Events]
        Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text

        """;

    // Invisible, and not breakable: it separates a backslash from what would make it a command.
    private const char WordJoiner = '\u2060';

    public static string Write(CaptionDocument document)
    {
        var text = new StringBuilder(Head.ReplaceLineEndings("\n"));
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

    // Only an opening brace begins commands; there is no escape for a backslash.
    private static string Escape(string line) => line.Replace(@"\", @"\" + WordJoiner, StringComparison.Ordinal).Replace("{", @"\{", StringComparison.Ordinal);

    private static long Hundredths(double seconds) => (Timestamps.Milliseconds(seconds) + 5) / 10;
}
