using Platform.Contracts.PublicApi;
using Platform.Speech.Activity;

namespace Platform.Speech.Words;

/// <summary>Distributes words over one segment of speech: the first starts with it, and the last ends with it.</summary>
internal static class WordSpread
{
    /// <summary>Adds the words with their times.</summary>
    public static void Over(SpeechSegment segment, List<RecognisedWord> words, List<CaptionWord> placed)
    {
        words = Fitting(segment, words);
        if (words.Count == 0)
        {
            return;
        }

        var starts = AreCrowded(segment, words) ? ByLetters(segment, words) : [.. words.Select(static word => word.Start)];
        var earliest = segment.Start;
        for (var i = 0; i < starts.Length; i++)
        {
            var latest = Math.Max(earliest, segment.End - ((starts.Length - i) * WordTimes.MinDuration));
            starts[i] = i == 0 ? segment.Start : Math.Clamp(starts[i], earliest, latest);
            earliest = starts[i] + WordTimes.MinDuration;
        }

        for (var i = 0; i < starts.Length; i++)
        {
            var isLast = i == starts.Length - 1;
            var limit = isLast ? segment.End : starts[i + 1];
            var end = isLast ? limit : Math.Clamp(words[i].End, Math.Min(limit, starts[i] + WordTimes.MinDuration), limit);
            placed.Add(new CaptionWord(words[i].Written, starts[i], end, Math.Clamp(words[i].Probability, 0, 1)));
        }
    }

    /// <summary>Removes the least probable words if there are more than the time permits.</summary>
    private static List<RecognisedWord> Fitting(SpeechSegment segment, List<RecognisedWord> words)
    {
        var most = (int)Math.Floor(((segment.End - segment.Start) / WordTimes.MinDuration) + 1e-6);
        if (words.Count <= most)
        {
            return words;
        }

        var kept = words.Index().OrderByDescending(static word => word.Item.Probability).Take(most).Select(static word => word.Index).ToHashSet();
        return [.. words.Where((_, i) => kept.Contains(i))];
    }

    /// <summary>Checks whether more than a third of the words overlap, so that their times are useless.</summary>
    private static bool AreCrowded(SpeechSegment segment, List<RecognisedWord> words)
    {
        var crowded = 0;
        for (var i = 1; i < words.Count; i++)
        {
            var (left, right) = (Inside(segment, words[i - 1].Start), Inside(segment, words[i].Start));
            crowded += right - left < WordTimes.MinDuration ? 1 : 0;
        }

        return crowded * 3 > words.Count;
    }

    private static double Inside(SpeechSegment segment, double time) => Math.Clamp(time, segment.Start, segment.End);

    private static double[] ByLetters(SpeechSegment segment, List<RecognisedWord> words)
    {
        var starts = new double[words.Count];
        var (all, letters) = (words.Sum(static word => word.Letters), 0);
        for (var i = 0; i < starts.Length; i++)
        {
            starts[i] = segment.Start + ((segment.End - segment.Start) * letters / all);
            letters += words[i].Letters;
        }

        return starts;
    }
}
