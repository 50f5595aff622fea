using Platform.Speech.Activity;

namespace Platform.Speech.Words;

/// <summary>Removes passages that are repeated although they were spoken once, as at the edge of the model's window.</summary>
/// <remarks>People do repeat themselves; then there is speech for both. So a passage is removed only if there is too little speech for it.</remarks>
internal static class Repeats
{
    /// <summary>The number of letters per second above which text cannot have been spoken.</summary>
    private const double MaxLettersPerSecond = 40;

    private const int MinWords = 4;
    private const int MaxWords = 60;
    private const int MinLetters = 15;

    /// <summary>Removes passages that the model repeated although they were spoken once.</summary>
    public static List<RecognisedWord> Remove(IReadOnlyList<RecognisedWord> words, IReadOnlyList<SpeechSegment> speech)
    {
        List<RecognisedWord> kept = [.. words];
        for (var at = 1; at < kept.Count; at++)
        {
            var count = Math.Min(MaxWords, Math.Min(at, kept.Count - at));
            while (count >= MinWords && !(IsSame(kept, at, count) && IsTooFast(kept, at, count, speech)))
            {
                count--;
            }

            if (count >= MinWords)
            {
                kept.RemoveRange(at, count);
                at--;
            }
        }

        return kept;
    }

    /// <summary>Counts the first words that repeat the last words before them, faster than anyone speaks.</summary>
    /// <param name="before">The letters and digits of the words before.</param>
    /// <param name="after">The letters and digits of the words after.</param>
    /// <param name="seconds">Returns the duration of a number of the first words after.</param>
    public static int AtEdge(IReadOnlyList<string> before, IReadOnlyList<string> after, Func<int, double> seconds)
    {
        for (var count = Math.Min(MaxWords, Math.Min(before.Count, after.Count)); count >= MinWords; count--)
        {
            var letters = 0;
            var same = true;
            for (var i = 0; i < count && same; i++)
            {
                same = string.Equals(before[before.Count - count + i], after[i], StringComparison.Ordinal);
                letters += after[i].Length;
            }

            if (same && letters >= MinLetters && letters > MaxLettersPerSecond * seconds(count))
            {
                return count;
            }
        }

        return 0;
    }

    private static bool IsSame(List<RecognisedWord> words, int at, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (!string.Equals(words[at - count + i].Key, words[at + i].Key, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsTooFast(List<RecognisedWord> words, int at, int count, IReadOnlyList<SpeechSegment> speech)
    {
        var letters = words.Skip(at).Take(count).Sum(static word => word.Letters);
        var spoken = SpokenTime.Between(speech, words[at].Start, words[at + count - 1].End);
        return letters >= MinLetters && letters > MaxLettersPerSecond * spoken;
    }
}
