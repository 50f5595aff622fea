using System.Text;
using Platform.Contracts.PublicApi;

namespace Platform.Captions.Formats;

/// <summary>Writes plain text with the time at which each cue begins: a line for each speaker's part of a cue.</summary>
internal static class TextWithTimes
{
    public static string Write(CaptionDocument document, SpeakerLabels labels)
    {
        var text = new StringBuilder();
        var isNamed = labels == SpeakerLabels.Names && Voices.AreShown(document);
        int? last = null;
        foreach (var cue in document.Cues)
        {
            var voices = isNamed ? Voices.Labelled(document, cue, ref last) : [.. Voices.Of(cue).Select(static voice => voice.Lines)];
            foreach (var lines in voices)
            {
                text.Append('[');
                Timestamps.Append(text, cue.Start, '.');
                text.Append("] ").AppendJoin(' ', lines).Append('\n');
            }
        }

        return text.ToString();
    }
}
