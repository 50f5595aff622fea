using System.Text;
using Platform.Contracts.PublicApi;

namespace Platform.Captions.Formats;

/// <summary>Writes WebVTT: https://www.w3.org/TR/webvtt1/, section 4.</summary>
internal static class WebVtt
{
    public static string Write(CaptionDocument document, bool hasWordTimes)
    {
        var text = new StringBuilder("WEBVTT\n");
        var hasVoices = Voices.AreShown(document);
        foreach (var cue in document.Cues)
        {
            text.Append('\n').Append(cue.Index).Append('\n');
            Timestamps.Append(text, cue.Start, '.');
            text.Append(" --> ");
            Timestamps.Append(text, cue.End, '.');
            text.Append('\n');
            var tags = hasWordTimes ? new WordTags(cue) : null;
            if (hasVoices)
            {
                AppendVoices(text, document, cue, tags);
            }
            else
            {
                AppendLines(text, CueText.Lines(cue.Text), tags);
            }
        }

        return text.ToString();
    }

    /// <summary>Escapes a text; '>' too, because "-->" in a cue would end it (4.1, WebVTT cue text). Does not affect tags.</summary>
    public static string Escape(string line) => line.Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);

    private static void AppendVoices(StringBuilder text, CaptionDocument document, CaptionCue cue, WordTags? tags)
    {
        var voices = Voices.Of(cue);
        foreach (var voice in voices)
        {
            if (voice.Speaker is { } speaker)
            {
                text.Append("<v ").Append(Escape(Voices.Name(document, speaker))).Append('>');
            }

            AppendLines(text, voice.Lines, tags);
            // The end tag may be omitted if a voice spans the whole cue (4.2.2).
            if (voices.Count > 1 && voice.Speaker is not null)
            {
                text.Insert(text.Length - 1, "</v>");
            }
        }
    }

    private static void AppendLines(StringBuilder text, IEnumerable<string> lines, WordTags? tags)
    {
        foreach (var line in lines)
        {
            if (tags is null)
            {
                text.Append(Escape(line));
            }
            else
            {
                tags.Append(text, line);
            }

            text.Append('\n');
        }
    }
}
