using System.Text;

namespace Platform.Speech.Words;

/// <summary>A word, or of a word whose script parts phrases only, a character with its marks.</summary>
/// <param name="Word">Its text and time.</param>
/// <param name="Of">Number of the word that it is of, from 0.</param>
/// <param name="IsOfPhrase">Whether its script parts phrases only.</param>
internal readonly record struct PhrasePiece(RecognisedWord Word, int Of, bool IsOfPhrase)
{
    /// <summary>Whether both say the same. Of what has marks these are compared as well: they are its vowels.</summary>
    public bool IsLike(PhrasePiece other) =>
        IsOfPhrase == other.IsOfPhrase && string.Equals(IsOfPhrase ? Word.Text : Word.Key, IsOfPhrase ? other.Word.Text : other.Word.Key, StringComparison.Ordinal);
}

/// <summary>Takes words into pieces that begin and end where the script says, not where the model's tokens happen to.</summary>
internal static class PhrasePieces
{
    /// <summary>The pieces of words, in order.</summary>
    public static List<PhrasePiece> Of(List<RecognisedWord> words)
    {
        List<PhrasePiece> pieces = new(words.Count);
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (!WordBoundaries.IsPhrased(Rune.GetRuneAt(word.Text, 0)))
            {
                pieces.Add(new PhrasePiece(word, i, IsOfPhrase: false));
                continue;
            }

            var each = (word.End - word.Start) / word.Text.Length;
            var from = 0;
            foreach (var to in Clusters.Ends(word.Text))
            {
                var piece = new RecognisedWord(
                    word.Text[from..to], word.Spaced && from == 0, word.Start + (each * from), to == word.Text.Length ? word.End : word.Start + (each * to), word.Probability, word.Segment);
                pieces.Add(new PhrasePiece(piece, i, IsOfPhrase: true));
                from = to;
            }
        }

        return pieces;
    }

    /// <summary>The words of which there are pieces, each of the pieces that are left of it.</summary>
    /// <param name="words">What the pieces are of.</param>
    /// <param name="pieces">In order.</param>
    public static IEnumerable<RecognisedWord> Join(List<RecognisedWord> words, List<PhrasePiece> pieces)
    {
        foreach (var group in pieces.GroupBy(static piece => piece.Of))
        {
            var (whole, text) = (words[group.Key], string.Concat(group.Select(static piece => piece.Word.Text)));
            var (first, last) = (group.First().Word, group.Last().Word);
            yield return text.Length == whole.Text.Length ? whole : new RecognisedWord(text, whole.Spaced, first.Start, last.End, whole.Probability, whole.Segment);
        }
    }
}
