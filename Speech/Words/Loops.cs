using Platform.Speech.Activity;

namespace Platform.Speech.Words;

/// <summary>Removes loops: words that a model repeats when it has lost its position.</summary>
/// <remarks>
/// Thai, Lao, Khmer and Burmese do not mark where words start, and their text is divided differently in each repetition of a loop. So these are
/// compared by characters with their marks.
/// </remarks>
internal static class Loops
{
    private const int MaxUnitLength = 24;
    private const int MaxPhraseLength = 120;
    private const int MinTimes = 3;
    private const int MinWords = 10;
    private const int MinLetters = 20;
    private const int MaxSyllableLength = 8;
    private const int MaxRealWordLength = 24;

    // People do repeat themselves: announcements, chants. If it is faster, or repeated more than a few times unless it is slow, it is a loop.
    private const double MaxLettersPerSecond = 15;
    private const double FewLettersPerSecond = 6;
    private const int FewTimes = 8;

    /// <summary>Keeps one copy of each loop.</summary>
    /// <param name="words">The words in order.</param>
    /// <param name="speech">The segments of speech; null if unknown.</param>
    /// <param name="kept">The remaining words.</param>
    /// <param name="isSpoken">Whether repeated words were kept because they can have been spoken.</param>
    /// <returns>Whether there was a loop.</returns>
    public static bool Cut(List<RecognisedWord> words, IReadOnlyList<SpeechSegment>? speech, out List<RecognisedWord> kept, out bool isSpoken)
    {
        var pieces = PhrasePieces.Of(words);
        var left = new List<PhrasePiece>(pieces.Count);
        var found = false;
        isSpoken = false;
        for (var i = 0; i < pieces.Count;)
        {
            var (unit, times, end) = At(pieces, i);
            if (times > 1 && IsSpoken(pieces, i, unit, times, speech))
            {
                isSpoken = true;
                (unit, times) = (unit * times, 1);
            }

            left.AddRange(pieces[i..(i + unit)]);
            found |= times > 1;

            // Including the last repetition, which the model did not finish.
            i = times > 1 && end == pieces.Count ? end : i + (unit * times);
        }

        kept = new List<RecognisedWord>(words.Count);
        foreach (var word in PhrasePieces.Join(words, left))
        {
            kept.Add(Shorten(word, ref found));
        }

        return found;
    }

    private static bool IsSpoken(List<PhrasePiece> pieces, int at, int unit, int times, IReadOnlyList<SpeechSegment>? speech)
    {
        if (speech is null)
        {
            return false;
        }

        var spoken = SpokenTime.Between(speech, pieces[at].Word.Start, pieces[at + (unit * times) - 1].Word.End);
        var letters = Letters(pieces, at, unit) * times;
        var pauses = speech.Count(segment => segment.End > pieces[at].Word.Start && segment.Start < pieces[at + (unit * times) - 1].Word.End);
        // Words that are repeated after a pause each time were spoken.
        return letters <= (times <= FewTimes || pauses >= times ? MaxLettersPerSecond : FewLettersPerSecond) * spoken;
    }

    /// <summary>Finds the unit of a loop from here on, how many times it is repeated, and where it ends, even within a repetition.</summary>
    private static (int Unit, int Times, int End) At(List<PhrasePiece> pieces, int at)
    {
        var longest = pieces[at].IsOfPhrase ? MaxPhraseLength : MaxUnitLength;
        for (var unit = 1; unit <= longest && at + (unit * MinTimes) <= pieces.Count; unit++)
        {
            var end = at + unit;
            while (end < pieces.Count && pieces[end].IsLike(pieces[end - unit]))
            {
                end++;
            }

            var times = (end - at) / unit;
            if (times >= MinTimes && unit * times >= MinWords && Letters(pieces, at, unit) * times >= MinLetters)
            {
                return (unit, times, end);
            }
        }

        return (1, 1, at + 1);
    }

    private static int Letters(List<PhrasePiece> pieces, int at, int count)
    {
        var letters = 0;
        for (var i = at; i < at + count; i++)
        {
            letters += pieces[i].Word.Letters;
        }

        return letters;
    }

    /// <summary>Keeps one syllable of a word that repeats it, from its start or from further on.</summary>
    private static RecognisedWord Shorten(RecognisedWord word, ref bool found)
    {
        for (var unit = 1; unit <= MaxSyllableLength && word.Text.Length > MaxRealWordLength; unit++)
        {
            if (RunOf(word.Text, unit) is { } run)
            {
                found = true;
                var once = run.Start + unit;
                var end = Clusters.Ends(word.Text).First(end => end >= once);
                word = word with { Text = word.Text[..(end <= once + MaxSyllableLength ? end : once)] + word.Text[run.End..] };
                unit = 0;
            }
        }

        return word;
    }

    /// <summary>Finds the range of a text that repeats a number of characters for longer than any real word; null if there is none.</summary>
    private static (int Start, int End)? RunOf(string text, int unit)
    {
        var same = 0;
        for (var i = unit; i <= text.Length; i++)
        {
            if (i < text.Length && char.ToLowerInvariant(text[i]) == char.ToLowerInvariant(text[i - unit]))
            {
                same++;
            }
            else if (same + unit > MaxRealWordLength)
            {
                return (i - same - unit, i);
            }
            else
            {
                same = 0;
            }
        }

        return null;
    }
}
