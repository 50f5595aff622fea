using System.Globalization;
using Platform.Contracts.PublicApi;

namespace Platform.Captions.Layout;

/// <summary>
/// Divides long words. A recogniser may return a whole sentence of a language without spaces as one word, which can be broken between any two
/// syllables.
/// </summary>
internal static class WordPieces
{
    // No syllable contains a pause.
    private const double MaxGapSeconds = 1;

    /// <summary>Joins words that a recogniser has divided within a syllable.</summary>
    /// <param name="words">The words in order.</param>
    public static IEnumerable<CaptionWord> Join(IEnumerable<CaptionWord> words)
    {
        CaptionWord? last = null;
        foreach (var word in words)
        {
            if (last is { Text: [.., var before] } && word.Text is [var after, ..] && word.Start - last.End < MaxGapSeconds
                && Scripts.IsPhrased(before) && Scripts.IsPhrased(after) && Scripts.AreOneSyllable(before, after))
            {
                last = last with { Text = last.Text + word.Text, End = Math.Max(last.End, word.End), Confidence = last.Confidence < word.Confidence ? last.Confidence : word.Confidence };
                continue;
            }

            if (last is not null)
            {
                yield return last;
            }

            last = word;
        }

        if (last is not null)
        {
            yield return last;
        }
    }

    /// <summary>Returns the word, or its user-perceived characters with their share of its time.</summary>
    public static IEnumerable<CaptionWord> Of(CaptionWord word, int lineLength)
    {
        var text = word.Text;
        if (text is null || text.Length <= lineLength / 2 || Scripts.Columns(text) <= lineLength || !text.Any(Scripts.IsUnspaced))
        {
            return [word];
        }

        var ends = StringInfo.ParseCombiningCharacters(text).Skip(1).Append(text.Length).ToArray();
        var pieces = new List<CaptionWord>(ends.Length);
        var share = Math.Max(0, word.End - word.Start) / text.Length;
        var from = 0;
        foreach (var to in ends)
        {
            // Other scripts within the word have words of their own, and a space stays with the following text.
            if (to < text.Length && (string.IsNullOrWhiteSpace(text[from..to]) || (IsOfSpaced(text[to - 1]) && IsOfSpaced(text[to])) || Scripts.AreOneSyllable(text[to - 1], text[to])))
            {
                continue;
            }

            pieces.Add(word with { Text = text[from..to], Start = word.Start + (from * share), End = word.Start + (to * share) });
            from = to;
        }

        return pieces;
    }

    private static bool IsOfSpaced(char c) => !char.IsWhiteSpace(c) && !Scripts.IsUnspaced(c);
}
