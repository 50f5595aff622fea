using Platform.Contracts.PublicApi;

namespace Platform.Captions.Alignment;

/// <summary>Assigns to the words of a text the times of the recognised words that they match.</summary>
internal static class TimedTexts
{
    // The time of a word where nothing is known about it.
    private const double UsualSeconds = 0.3;

    /// <summary>Assigns times to words. Those that were not recognised share the time between their neighbours, or begin and end with them.</summary>
    /// <param name="tokens">The words of the text.</param>
    /// <param name="known">The recognised words.</param>
    /// <param name="durationSeconds">The length of the recording.</param>
    /// <returns>The words with times in order; null if text and known words are too long or too different.</returns>
    public static CaptionWord[]? Time(IReadOnlyList<TextToken> tokens, List<CaptionWord> known, double durationSeconds)
    {
        string[] keys = [.. known.Select(static word => TextToken.Key(word.Text))];
        string[] wanted = [.. tokens.Select(static token => TextToken.Key(token.Text))];
        if (WordAlignment.Align(keys, wanted) is not { } places)
        {
            return null;
        }

        var words = new CaptionWord[tokens.Count];
        for (var i = 0; i < words.Length;)
        {
            if (places[i] >= 0)
            {
                var heard = known[places[i]];
                var isSame = string.Equals(keys[places[i]], wanted[i], StringComparison.Ordinal);
                words[i] = heard with { Text = Spaced(tokens[i]), Confidence = isSame ? heard.Confidence : null };
                i++;
                continue;
            }

            var end = i;
            while (end < words.Length && places[end] < 0)
            {
                end++;
            }

            Spread(words, tokens, i..end, i > 0 ? words[i - 1] : null, end < words.Length ? known[places[end]] : null, durationSeconds);
            i = end;
        }

        return words;
    }

    // As recognisers write words; in Thai and its like a space means more than that another word begins.
    private static string Spaced(TextToken token) => token.IsJoined ? token.Text : " " + token.Text;

    private static void Spread(CaptionWord[] words, IReadOnlyList<TextToken> tokens, Range range, CaptionWord? before, CaptionWord? after, double duration)
    {
        var (first, count) = range.GetOffsetAndLength(words.Length);
        var (from, to) = (before, after) switch
        {
            (null, null) => (0d, duration),
            (null, { } next) => (Math.Max(0d, next.Start - (count * UsualSeconds)), next.Start),
            ({ } last, null) => (last.End, Math.Max(last.End, Math.Min(duration, last.End + (count * UsualSeconds)))),
            ({ } last, { } next) => (last.End, Math.Max(last.End, next.Start)),
        };
        for (var i = 0; i < count; i++)
        {
            words[first + i] = new CaptionWord(
                Spaced(tokens[first + i]), from + ((to - from) * i / count), from + ((to - from) * (i + 1) / count), null, before?.Speaker ?? after?.Speaker);
        }
    }
}
