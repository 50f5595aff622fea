using System.Text;
using Platform.Contracts.PublicApi;

namespace Platform.Captions.Formats;

/// <summary>
/// Writes what ffmpeg makes 3GPP timed text (<c>mov_text</c>) of. ffmpeg carries text from one format to another as lines of Advanced SubStation Alpha,
/// of which its writer of timed text knows commands in braces that begin with a backslash, and line breaks, but no escapes.
/// </summary>
public static class TimedTextSource
{
    private const string Head = """
        [Script Info]
        ScriptType: v4.00+

        [V4+ Styles]
        Format: Name, Fontname, Fontsize
        Style: Default,Arial,16

        [Events]
        Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text

        """;

    // Invisible, and not breakable.
    private const char WordJoiner = '\u2060';

    /// <summary>Writes a document as UTF-8. Cues without text are left out.</summary>
    public static byte[] WriteUtf8(CaptionDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var text = new StringBuilder(Head.ReplaceLineEndings("\n"));
        foreach (var cue in document.Cues)
        {
            var lines = CueText.Lines(cue.Text).Select(Escape).ToArray();
            if (lines.Length == 0)
            {
                continue;
            }

            var start = (Timestamps.Milliseconds(cue.Start) + 5) / 10;
            text.Append("Dialogue: 0,");
            Timestamps.AppendHundredths(text, start);
            text.Append(',');
            Timestamps.AppendHundredths(text, Math.Max(start + 1, (Timestamps.Milliseconds(cue.End) + 5) / 10));
            text.Append(",Default,,0,0,0,,").AppendJoin(@"\N", lines).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    // A backslash must neither end with a letter of a command nor begin in a brace.
    private static string Escape(string line) =>
        line.Replace(@"\", @"\" + WordJoiner, StringComparison.Ordinal).Replace(@"{\", "{" + WordJoiner + @"\", StringComparison.Ordinal);
}
