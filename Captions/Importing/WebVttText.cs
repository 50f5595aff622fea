using System.Net;
using System.Text;

namespace Platform.Captions.Importing;

/// <summary>Parses the text of a WebVTT cue into voices. Other tags are left out, and escapes replaced by what they mean.</summary>
internal static class WebVttText
{
    public static IReadOnlyList<ImportedVoice> Parse(string text)
    {
        var voices = new List<ImportedVoice>();
        var said = new StringBuilder();
        string? speaker = null;
        for (var i = 0; i < text.Length;)
        {
            if (text[i] != '<')
            {
                var next = text.IndexOf('<', i);
                next = next < 0 ? text.Length : next;
                said.Append(WebUtility.HtmlDecode(text[i..next]));
                i = next;
                continue;
            }

            // A tag that never ends reaches to the end of the text.
            var end = text.IndexOf('>', i);
            end = end < 0 ? text.Length : end;
            var tag = text[(i + 1)..end];
            if (IsVoice(tag) || tag == "/v")
            {
                voices.Add(new ImportedVoice(speaker, said.ToString()));
                said.Clear();
                speaker = NameOf(tag);
            }

            i = end + 1;
        }

        voices.Add(new ImportedVoice(speaker, said.ToString()));
        return voices;
    }

    private static bool IsVoice(string tag) => tag.StartsWith('v') && (tag.Length == 1 || tag[1] is '.' or ' ' or '\t' or '\n');

    // Between the tag and the name there may be classes.
    private static string? NameOf(string tag)
    {
        var words = WebUtility.HtmlDecode(tag).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 1 ? string.Join(' ', words[1..]) : null;
    }
}
