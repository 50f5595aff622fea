namespace Platform.Captions.Layout;

/// <summary>Chooses where cues end: of all ways to cut the words, the one with the least cost (dynamic programming over word positions).</summary>
internal static class CueBreaks
{
    // Costs are in units of "one more cue".
    private const double HardBreak = 50;
    private const double TooShort = 20;
    private const double NoPause = 1.5;
    private const double Dangling = 1;
    private const double InnerSentenceEnd = 1.2;
    private const double InnerPauseSecond = 3;
    private const double TooFast = 0.1;
    private const double FullPauseMilliseconds = 500;

    /// <summary>For each cue the position after its last word.</summary>
    public static List<int> Choose(ReadOnlySpan<TimedWord> words, long duration, CueLayoutOptions options)
    {
        var cost = new double[words.Length + 1];
        var from = new int[words.Length + 1];
        for (var end = 1; end <= words.Length; end++)
        {
            cost[end] = double.PositiveInfinity;
            var ending = EndingCost(words, end);
            var inner = 0d;
            for (var start = end - 1; start >= 0; start--)
            {
                if (start < end - 1)
                {
                    if (!Fits(words[start..end], options))
                    {
                        break;
                    }

                    inner += InnerCost(words[start], words[start + 1], options);
                }

                var total = cost[start] + 1 + ending + inner + TimeCost(words[start..end], end < words.Length ? words[end].Start : duration, options);
                if (total < cost[end])
                {
                    cost[end] = total;
                    from[end] = start;
                }
            }
        }

        List<int> breaks = [];
        for (var end = words.Length; end > 0; end = from[end])
        {
            breaks.Add(end);
        }

        breaks.Reverse();
        return breaks;
    }

    private static bool Fits(ReadOnlySpan<TimedWord> segment, CueLayoutOptions options) =>
        segment[^1].End - segment[0].Start <= options.MaxSeconds * 1000 && LineWrap.Fits(segment, options.LineLength);

    private static double EndingCost(ReadOnlySpan<TimedWord> words, int end)
    {
        if (end == words.Length)
        {
            return 0;
        }

        var last = words[end - 1];
        if (Speech.EndsSentence(last.Text))
        {
            return 0;
        }

        var pause = (words[end].Start - last.End) / FullPauseMilliseconds;
        return (NoPause * (1 - Math.Min(1, pause)) * (Speech.EndsClause(last.Text) ? 0.5 : 1)) + (Speech.IsDangling(last.Text) ? Dangling : 0);
    }

    private static double InnerCost(TimedWord word, TimedWord next, CueLayoutOptions options)
    {
        var pause = (next.Start - word.End) / 1000d;
        return (pause >= options.BreakSeconds ? HardBreak : pause > FullPauseMilliseconds / 1000 ? pause * InnerPauseSecond : 0)
            + (Speech.EndsSentence(word.Text) ? InnerSentenceEnd : 0);
    }

    private static double TimeCost(ReadOnlySpan<TimedWord> segment, long nextStart, CueLayoutOptions options)
    {
        var room = Math.Min((nextStart - segment[0].Start) / 1000d, options.MaxSeconds);
        var characters = segment.Length - 1;
        foreach (var word in segment)
        {
            characters += word.Text.Length;
        }

        var speed = characters / Math.Max(room, 0.001);
        return (room < options.MinSeconds ? TooShort * (options.MinSeconds - room) : 0)
            + (speed > options.ReadingSpeed ? Math.Min(TooShort, TooFast * (speed - options.ReadingSpeed)) : 0);
    }
}
