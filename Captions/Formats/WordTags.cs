using System.Text;
using Platform.Contracts.PublicApi;

namespace Platform.Captions.Formats;

/// <summary>
/// Writes the lines of a WebVTT cue with the time before each word. Times are inside the cue and grow, as the format demands; a word whose time does
/// not is written without.
/// </summary>
internal sealed class WordTags(CaptionCue cue)
{
    private readonly IReadOnlyList<CaptionWord> _words = cue.Words ?? [];
    private readonly long _end = Timestamps.Milliseconds(cue.End);
    private long _last = Timestamps.Milliseconds(cue.Start);
    private int _next;

    /// <summary>Appends the next line of the cue, without its end.</summary>
    public void Append(StringBuilder text, string line)
    {
        var written = 0;
        while (_next < _words.Count && Find(_words[_next].Text, line, written) is >= 0 and var at)
        {
            text.Append(WebVtt.Escape(line[written..at]));
            AppendTime(text, _words[_next].Start);
            written = at + _words[_next].Text.Length;
            text.Append(WebVtt.Escape(line[at..written]));
            _next++;
        }

        text.Append(WebVtt.Escape(line[written..]));
    }

    private static int Find(string word, string line, int from) => word.Length == 0 ? -1 : line.IndexOf(word, from, StringComparison.Ordinal);

    private void AppendTime(StringBuilder text, double seconds)
    {
        var time = Timestamps.Milliseconds(seconds);
        if (time <= _last || time >= _end)
        {
            return;
        }

        text.Append('<');
        Timestamps.Append(text, seconds, '.');
        text.Append('>');
        _last = time;
    }
}
