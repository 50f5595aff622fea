using Platform.Speech.Activity;

namespace Platform.Speech.Words;

/// <summary>Cuts loops: the same words again and again, as models say them when they have lost their place.</summary>
internal static class Loops
{
    private const int LongestUnit = 24;
    private const int FewestTimes = 3;
    private const int FewestWords = 10;
    private const int FewestLetters = 20;
    private const int LongestSyllable = 8;
    private const int LongestRealWord = 24;

    // What people say again and again: announcements, chants. Faster, or more often than a few times unless it is slow, it is a loop.
    private const double MostLettersPerSecond = 15;
    private const double FewLettersPerSecond = 6;
    private const int FewTimes = 8;

    /// <summary>Leaves each loop's words once.</summary>
    /// <param name="words">In order.</param>
    /// <param name="speech">Where somebody speaks; null where that is not known.</param>
    /// <param name="kept">Those that are left.</param>
    /// <param name="isSaid">Whether something was said so often that it may be taken for a loop, and is none.</param>
    /// <returns>Whether there was a loop.</returns>
    public static bool Cut(List<HeardWord> words, IReadOnlyList<SpeechSegment>? speech, out List<HeardWord> kept, out bool isSaid)
    {
        kept = new List<HeardWord>(words.Count);
        var found = false;
        isSaid = false;
        for (var i = 0; i < words.Count;)
        {
            var (unit, times) = At(words, i);
            if (times > 1 && IsSpoken(words, i, unit, times, speech))
            {
                isSaid = true;
                (unit, times) = (unit * times, 1);
            }

            for (var j = i; j < i + unit; j++)
            {
                kept.Add(Shorten(words[j], ref found));
            }

            found |= times > 1;
            i += unit * times;
        }

        return found;
    }

    private static bool IsSpoken(List<HeardWord> words, int at, int unit, int times, IReadOnlyList<SpeechSegment>? speech)
    {
        if (speech is null)
        {
            return false;
        }

        var spoken = SpokenTime.Between(speech, words[at].Start, words[at + (unit * times) - 1].End);
        var letters = Letters(words, at, unit) * times;
        return letters <= (times <= FewTimes ? MostLettersPerSecond : FewLettersPerSecond) * spoken;
    }

    /// <summary>How many words from here on are a loop's unit, and how often it is said.</summary>
    private static (int Unit, int Times) At(List<HeardWord> words, int at)
    {
        for (var unit = 1; unit <= LongestUnit && at + (unit * FewestTimes) <= words.Count; unit++)
        {
            var end = at + unit;
            while (end < words.Count && string.Equals(words[end].Key, words[end - unit].Key, StringComparison.Ordinal))
            {
                end++;
            }

            var times = (end - at) / unit;
            if (times >= FewestTimes && unit * times >= FewestWords && Letters(words, at, unit) * times >= FewestLetters)
            {
                return (unit, times);
            }
        }

        return (1, 1);
    }

    private static int Letters(List<HeardWord> words, int at, int count)
    {
        var letters = 0;
        for (var i = at; i < at + count; i++)
        {
            letters += words[i].Letters;
        }

        return letters;
    }

    /// <summary>A word that is one syllable over and over becomes that syllable.</summary>
    private static HeardWord Shorten(HeardWord word, ref bool found)
    {
        if (word.Text.Length <= LongestRealWord)
        {
            return word;
        }

        for (var unit = 1; unit <= LongestSyllable; unit++)
        {
            var same = 0;
            for (var i = unit; i < word.Text.Length && char.ToLowerInvariant(word.Text[i]) == char.ToLowerInvariant(word.Text[i - unit]); i++)
            {
                same++;
            }

            if (same + unit > LongestRealWord)
            {
                found = true;
                return word with { Text = Whole(word.Text, unit) };
            }
        }

        return word;
    }

    // Not into a character of two UTF-16 units.
    private static string Whole(string text, int length) => text[..(char.IsHighSurrogate(text[length - 1]) ? length + 1 : length)];
}
