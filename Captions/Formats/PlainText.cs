using System.Text;
using Platform.Contracts.PublicApi;

namespace Platform.Captions.Formats;

/// <summary>Writes plain text: each speaker's part of a cue is a line, and a long pause starts a new paragraph.</summary>
internal static class PlainText
{
    private const double ParagraphPauseSeconds = 2;

    public static string Write(CaptionDocument document, SpeakerLabels labels)
    {
        var text = new StringBuilder();
        var isNamed = labels == SpeakerLabels.Names && Voices.AreShown(document);
        int? last = null;
        var end = 0d;
        foreach (var cue in document.Cues)
        {
            if (text.Length > 0)
            {
                text.Append(cue.Start - end >= ParagraphPauseSeconds ? "\n\n" : "\n");
            }

            var voices = isNamed ? Voices.Labelled(document, cue, ref last) : [.. Voices.Of(cue).Select(static voice => voice.Lines)];
            text.AppendJoin('\n', voices.Select(static lines => string.Join(' ', lines)));
            end = cue.End;
        }

        return text.Length == 0 ? "" : text.Append('\n').ToString();
    }
}
