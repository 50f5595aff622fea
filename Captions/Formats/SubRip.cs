using System.Text;
using System.Text.RegularExpressions;
using Platform.Contracts.PublicApi;

namespace Platform.Captions.Formats;

/// <summary>Writes SubRip, which has no standard and no escapes, in the form that players agree on.</summary>
internal static partial class SubRip
{
    /// <summary>The replacement of an arrow in a text.</summary>
    private const string Arrow = "->";

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

            text.Append(cue.Index).Append('\n');
            Timestamps.Append(text, cue.Start, ',');
            text.Append(" --> ");
            Timestamps.Append(text, cue.End, ',');
            text.Append('\n');
            foreach (var line in isNamed ? Voices.Labelled(document, cue, ref last).SelectMany(static lines => lines) : CueText.Lines(cue.Text))
            {
                // An arrow in the text would be parsed as a timing line. All of its dashes are removed, because part of "--->" would be another
                // arrow.
                text.Append(LongArrow().Replace(line, Arrow)).Append('\n');
            }
        }

        return text.ToString();
    }

    [GeneratedRegex("-{2,}>", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex LongArrow();
}
