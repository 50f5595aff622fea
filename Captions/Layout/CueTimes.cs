namespace Platform.Captions.Layout;

/// <summary>Computes the display times of cues: those of the speech, extended if the text needs it and a pause permits it.</summary>
internal static class CueTimes
{
    /// <summary>Computes the start and end of each cue, in milliseconds.</summary>
    /// <param name="words">All words.</param>
    /// <param name="breaks">For each cue the position after its last word.</param>
    /// <param name="columns">For each cue the number of columns to read.</param>
    /// <param name="duration">The length of the recording, in milliseconds.</param>
    /// <param name="options">The layout options.</param>
    public static (long Start, long End)[] Place(TimedWord[] words, List<int> breaks, int[] columns, long duration, CueLayoutOptions options)
    {
        var (gap, shortest, longest) = (Milliseconds(options.GapSeconds), Milliseconds(options.MinSeconds), Milliseconds(options.MaxSeconds));
        var times = new (long Start, long End)[breaks.Count];
        var next = duration;
        // Backwards: a cue without time after it starts earlier, in the pause before it; the minimum of the previous cue is kept.
        for (var i = times.Length - 1; i >= 0; i--)
        {
            var first = i > 0 ? breaks[i - 1] : 0;
            var start = words[first].Start;
            var isLast = i == times.Length - 1;
            var wanted = (isLast ? duration : next - gap) - shortest;
            if (wanted < start)
            {
                start = Math.Min(start, Math.Max(i > 0 ? Needed(i - 1) + gap : 0, wanted));
            }

            times[i] = (start, isLast ? duration : Latest(start, next, gap));
            next = start;
        }

        for (var i = 0; i < times.Length; i++)
        {
            var (start, latest) = times[i];
            var voice = words[breaks[i] - 1].End;
            var read = (long)Math.Ceiling(columns[i] / options.ReadingSpeed * 1000);
            var wanted = Math.Max(voice, start + Math.Max(shortest, read));
            if (i < times.Length - 1 && latest + gap - voice <= Milliseconds(options.ChainSeconds))
            {
                wanted = latest;
            }

            times[i].End = Math.Min(Math.Min(wanted, start + longest), latest);
        }

        return times;

        long Needed(int i)
        {
            var start = words[i > 0 ? breaks[i - 1] : 0].Start;
            return Math.Max(Math.Min(words[breaks[i] - 1].End, start + longest), start + shortest);
        }
    }

    // If cues follow each other within two gaps, each gets half of the time.
    private static long Latest(long start, long next, long gap) => next - start >= 2 * gap ? next - gap : next - ((next - start) / 2);

    private static long Milliseconds(double seconds) => (long)Math.Round(seconds * 1000);
}
