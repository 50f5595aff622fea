using System.Text;
using Platform.Contracts.PublicApi;

namespace Platform.Captions.Formats;

/// <summary>Running text: a cue's lines are joined, a long pause starts a new paragraph.</summary>
internal static class PlainText
{
    private const double ParagraphPauseSeconds = 2;

    public static string Write(CaptionDocument document)
    {
        var text = new StringBuilder();
        var end = 0d;
        foreach (var cue in document.Cues)
        {
            if (text.Length > 0)
            {
                text.Append(cue.Start - end >= ParagraphPauseSeconds ? "\n\n" : "\n");
            }

            text.AppendJoin(' ', CueText.Lines(cue.Text));
            end = cue.End;
        }

        return text.Length == 0 ? "" : text.Append('\n').ToString();
    }
}
