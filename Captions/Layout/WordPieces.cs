using System.Globalization;
using Platform.Contracts.PublicApi;

namespace Platform.Captions.Layout;

/// <summary>A recogniser may hand over a whole sentence of a language without spaces as one word; too long for a line, it can be broken between any two syllables.</summary>
internal static class WordPieces
{
    // No syllable has a pause in it.
    private const double MaxGapSeconds = 1;

    /// <summary>Words that a recogniser has parted inside a syllable, joined again.</summary>
    /// <param name="words">In order.</param>
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

    /// <summary>The word, or what a reader takes for its characters, with their share of its time.</summary>
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
            // Other scripts among them have their words, and a space stays with what follows it.
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
