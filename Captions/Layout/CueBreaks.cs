namespace Platform.Captions.Layout;

/// <summary>
/// Chooses where cues end: of all ways to divide the words, the one with the lowest cost (dynamic programming over word positions).
/// </summary>
internal static class CueBreaks
{
    /// <summary>Computes for each cue the position after its last word.</summary>
    public static List<int> Choose(BreakPlaces places, LineWrap lines, long duration, CueLayoutOptions options)
    {
        var words = places.Words;
        var cost = new double[words.Length + 1];
        var from = new int[words.Length + 1];
        for (var end = 1; end <= words.Length; end++)
        {
            cost[end] = double.PositiveInfinity;
            // The size of the screen limits how far this looks back, so the time is linear in the number of words.
            for (var start = end - 1; start >= 0; start--)
            {
                var isAlone = start == end - 1;
                if (!isAlone && (places.MustBreak[start + 1] || words[end - 1].End - words[start].Start > options.MaxSeconds * 1000))
                {
                    break;
                }

                var wrapped = lines.Cost(start, end);
                if (double.IsPositiveInfinity(wrapped))
                {
                    if (!isAlone)
                    {
                        break;
                    }

                    wrapped = 0;
                }

                var total = cost[start] + LayoutCosts.Cue + places.AtCueEnd[end] + places.Inner(start, end) + wrapped
                    + SizeCost(places, start, end, options) + TimeCost(places, from[start], start, end, duration, options);
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

    private static double SizeCost(BreakPlaces places, int start, int end, CueLayoutOptions options)
    {
        var share = (double)places.Columns(start, end) / (options.Lines * options.LineLength);
        var isOrphan = places.IsOrphan(start, end, options.LineLength) && !(places.IsUnit[start] && places.IsUnit[end]);
        return (LayoutCosts.Full * share * share) + (isOrphan ? LayoutCosts.OrphanCue : 0);
    }

    private static double TimeCost(BreakPlaces places, int before, int start, int end, long duration, CueLayoutOptions options)
    {
        var words = places.Words;
        var last = end < words.Length ? words[end].Start - (options.GapSeconds * 1000) : duration;
        // A cue that is too short may start before its first word, in the part of the pause that the previous cue leaves.
        var earliest = start > 0
            ? Math.Min(words[start].Start, Math.Max(words[start - 1].End, words[before].Start + (options.MinSeconds * 1000)) + (options.GapSeconds * 1000))
            : 0;
        var room = (last - earliest) / 1000;
        var speed = places.Columns(start, end) / Math.Max(Math.Min((last - words[start].Start) / 1000, options.MaxSeconds), 0.001);
        return (room < options.MinSeconds ? LayoutCosts.TooShort + (LayoutCosts.TooShortSecond * (options.MinSeconds - room)) : 0)
            + (speed > options.ReadingSpeed ? Math.Min(LayoutCosts.TooFastMost, LayoutCosts.TooFastColumn * (speed - options.ReadingSpeed)) : 0);
    }
}
