using Platform.Accuracy.Sets;
using Platform.Accuracy.Sounds;
using Platform.Accuracy.Words;
using Platform.Contracts.PublicApi;

namespace Platform.Accuracy.Measures;

/// <summary>How far the first and the last word of each recording are from where its voice begins and ends.</summary>
/// <param name="Starts">Seconds, without sign.</param>
/// <param name="Ends">Seconds, without sign.</param>
/// <param name="Missing">Edges whose word was not heard.</param>
internal sealed record EdgeErrors(IReadOnlyList<double> Starts, IReadOnlyList<double> Ends, int Missing)
{
    /// <summary>Compares.</summary>
    /// <param name="set">What was said when.</param>
    /// <param name="words">What was heard when.</param>
    public static EdgeErrors Of(JoinedSet set, IReadOnlyList<CaptionWord> words)
    {
        // A word as captions show it may count as several.
        var heard = words.SelectMany(word => SpokenWords.Of(word.Text, set.Folds).Select(text => (Text: text, Word: word))).ToArray();
        var said = set.Entries.Select(entry => SpokenWords.Of(entry.Text, set.Folds)).ToArray();
        var alignment = Alignment.Of([.. said.SelectMany(static text => text)], [.. heard.Select(static word => word.Text)]);
        List<double> starts = [];
        List<double> ends = [];
        var missing = 0;
        for (var (i, at) = (0, 0); i < said.Length; at += said[i].Length, i++)
        {
            var entry = set.Entries[i];
            var from = (int)(entry.Start * Sound.SampleRate);
            var voice = Sound.Voice(set.Samples.AsSpan(from, (int)(entry.End * Sound.SampleRate) - from));
            Add(starts, alignment.Heard[at], word => word.Start - (entry.Start + voice.Start));
            Add(ends, alignment.Heard[at + said[i].Length - 1], word => word.End - (entry.Start + voice.End));
        }

        return new EdgeErrors(starts, ends, missing);

        void Add(List<double> errors, int word, Func<CaptionWord, double> error)
        {
            if (word < 0)
            {
                missing++;
            }
            else
            {
                errors.Add(Math.Abs(error(heard[word].Word)));
            }
        }
    }
}
