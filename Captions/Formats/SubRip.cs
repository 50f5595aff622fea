using System.Text;
using Platform.Contracts.PublicApi;

namespace Platform.Captions.Formats;

/// <summary>SubRip. It has no standard and no escapes; what players agree on is kept to.</summary>
internal static class SubRip
{
    public static string Write(CaptionDocument document)
    {
        var text = new StringBuilder();
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
            foreach (var line in CueText.Lines(cue.Text))
            {
                // An arrow in the text would be read as a timing line.
                text.Append(line.Replace("-->", "->", StringComparison.Ordinal)).Append('\n');
            }
        }

        return text.ToString();
    }
}
