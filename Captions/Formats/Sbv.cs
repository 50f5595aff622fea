using System.Text;
using System.Text.RegularExpressions;
using Platform.Contracts.PublicApi;

namespace Platform.Captions.Formats;

/// <summary>Writes SBV, the format of YouTube, which has neither a standard nor escapes.</summary>
internal static partial class Sbv
{
    public static string Write(CaptionDocument document, SpeakerLabels labels)
    {
        var text = new StringBuilder();
        var isNamed = labels == SpeakerLabels.Names && Voices.AreShown(document);
        int? last = null;
        foreach (var cue in document.Cues)
        {
            if (text.Length > 0)
            {
                text.Append('\n');
            }

            Timestamps.AppendShort(text, cue.Start);
            text.Append(',');
            Timestamps.AppendShort(text, cue.End);
            text.Append('\n');
            foreach (var line in isNamed ? Voices.Labelled(document, cue, ref last).SelectMany(static lines => lines) : CueText.Lines(cue.Text))
            {
                // Two times in a text would be parsed as the begin of another cue; a space keeps them apart.
                text.Append(Times().IsMatch(line) ? line.Replace(",", ", ", StringComparison.Ordinal) : line).Append('\n');
            }
        }

        return text.ToString();
    }

    [GeneratedRegex(@"^[0-9]+:[0-9]+:[0-9]+\.[0-9]+,[0-9]+:[0-9]+:[0-9]+\.[0-9]+$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Times();
}
