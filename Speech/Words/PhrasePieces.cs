using System.Text;

namespace Platform.Speech.Words;

/// <summary>Represents a word, or, in scripts that separate only phrases, a character with its marks.</summary>
/// <param name="Word">The text and time.</param>
/// <param name="Of">The index of the word that contains it, from 0.</param>
/// <param name="IsOfPhrase">Whether its script separates only phrases.</param>
internal readonly record struct PhrasePiece(RecognisedWord Word, int Of, bool IsOfPhrase)
{
    /// <summary>Checks whether two pieces have the same text. Marks are compared too, because they are vowels.</summary>
    public bool IsLike(PhrasePiece other) =>
        IsOfPhrase == other.IsOfPhrase && string.Equals(IsOfPhrase ? Word.Text : Word.Key, IsOfPhrase ? other.Word.Text : other.Word.Key, StringComparison.Ordinal);
}

/// <summary>Divides words into pieces by the rules of the script instead of by the model's tokens.</summary>
internal static class PhrasePieces
{
    /// <summary>Divides words into pieces, in order.</summary>
    public static List<PhrasePiece> Of(List<RecognisedWord> words)
    {
        var pieces = new List<PhrasePiece>(words.Count);
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

    /// <summary>Joins the remaining pieces of each word.</summary>
    /// <param name="words">The original words.</param>
    /// <param name="pieces">The remaining pieces, in order.</param>
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
