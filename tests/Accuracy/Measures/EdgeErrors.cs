using Platform.Accuracy.Sets;
using Platform.Accuracy.Sounds;
using Platform.Accuracy.Words;
using Platform.Contracts.PublicApi;

namespace Platform.Accuracy.Measures;

/// <summary>Measures the distance of the first and the last word of each recording from the start and the end of its voice.</summary>
/// <param name="Starts">Of the first words.</param>
/// <param name="Ends">Of the last words.</param>
/// <param name="Missing">Edges whose word was not heard.</param>
internal sealed record EdgeErrors(IReadOnlyList<EdgeError> Starts, IReadOnlyList<EdgeError> Ends, int Missing)
{
    // A word that belongs to a recording may begin a little before it or end a little after it.
    private const double Margin = 0.2;

    /// <summary>Compares by what was said: a recording's first and last words are looked up among those heard.</summary>
    /// <remarks>Letter by letter: where "clave incorrecta" is heard as "cladé un correcta", words alone do not say which of them begins the recording.</remarks>
    /// <param name="set">What was said when.</param>
    /// <param name="words">What was heard when.</param>
    public static EdgeErrors Of(JoinedSet set, IReadOnlyList<CaptionWord> words)
    {
        var heard = words.SelectMany(word => LettersOf(word.Text).Select(letter => (Letter: letter, Word: word))).ToArray();
        var said = set.Entries.Select(entry => SpokenWords.Of(entry.Text, set.Folds)).ToArray();
        var alignment = Alignment.Of([.. said.SelectMany(static text => text.SelectMany(Letters))], [.. heard.Select(static letter => letter.Letter)]);
        var at = 0;
        return Of(set, entry =>
        {
            var (first, last, all) = (said[entry][0].Length, said[entry][^1].Length, said[entry].Sum(static word => word.Length));
            var start = alignment.Heard.AsSpan(at, first);
            var end = alignment.Heard.AsSpan(at + all - last, last);
            at += all;
            return (WordOf(start[Math.Max(0, start.IndexOfAnyExcept(-1))]), WordOf(end[Math.Max(0, end.LastIndexOfAnyExcept(-1))]));
        });

        IEnumerable<string> LettersOf(string text) => SpokenWords.Of(text, set.Folds).SelectMany(Letters);

        CaptionWord? WordOf(int letter) => letter < 0 ? null : heard[letter].Word;
    }

    /// <summary>Compares by time alone, where what is heard cannot be matched with what was said: a recording's words are those in the middle of which it sounds.</summary>
    /// <param name="set">What was said when.</param>
    /// <param name="words">What was heard when.</param>
    public static EdgeErrors ByTime(JoinedSet set, IReadOnlyList<CaptionWord> words) => Of(set, entry =>
    {
        bool IsIn(CaptionWord word)
        {
            var middle = (word.Start + word.End) / 2;
            return middle >= set.Entries[entry].Start - Margin && middle <= set.Entries[entry].End + Margin;
        }

        return (words.FirstOrDefault(IsIn), words.LastOrDefault(IsIn));
    });

    private static EdgeErrors Of(JoinedSet set, Func<int, (CaptionWord? First, CaptionWord? Last)> heardOf)
    {
        List<EdgeError> starts = [];
        List<EdgeError> ends = [];
        var missing = 0;
        for (var i = 0; i < set.Entries.Count; i++)
        {
            var entry = set.Entries[i];
            var from = (int)(entry.Start * Sound.SampleRate);
            var voice = Sound.Voice(set.Samples.AsSpan(from, (int)(entry.End * Sound.SampleRate) - from));
            var (first, last) = heardOf(i);
            missing += (first is null ? 1 : 0) + (last is null ? 1 : 0);
            if (first is not null)
            {
                starts.Add(new EdgeError(i, entry.Start + voice.Start, first.Start - (entry.Start + voice.Start), first.Text));
            }

            if (last is not null)
            {
                ends.Add(new EdgeError(i, entry.Start + voice.End, last.End - (entry.Start + voice.End), last.Text));
            }
        }

        return new EdgeErrors(starts, ends, missing);
    }

    private static IEnumerable<string> Letters(string word) => word.Select(static letter => letter.ToString());
}
