using System.Text;
using Platform.Contracts.PublicApi;

namespace Platform.Captions.Formats;

/// <summary>WebVTT: https://www.w3.org/TR/webvtt1/, section 4.</summary>
internal static class WebVtt
{
    public static string Write(CaptionDocument document)
    {
        var text = new StringBuilder("WEBVTT\n");
        foreach (var cue in document.Cues)
        {
            text.Append('\n').Append(cue.Index).Append('\n');
            Timestamps.Append(text, cue.Start, '.');
            text.Append(" --> ");
            Timestamps.Append(text, cue.End, '.');
            text.Append('\n');
            foreach (var line in CueText.Lines(cue.Text))
            {
                // Escaping '>' as well keeps "-->" out of a cue, which would end it (4.1, WebVTT cue text).
                text.Append(line.Replace("&", "&amp;", StringComparison.Ordinal)
                    .Replace("<", "&lt;", StringComparison.Ordinal)
                    .Replace(">", "&gt;", StringComparison.Ordinal)).Append('\n');
            }
        }

        return text.ToString();
    }
}
