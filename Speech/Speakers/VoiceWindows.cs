using Platform.Speech.Activity;

namespace Platform.Speech.Speakers;

/// <summary>Lays windows over segments of speech: in each by itself, so that no window hears two sides of a pause.</summary>
internal static class VoiceWindows
{
    /// <summary>Most windows of a sound, eight hours of speech at the shortest step; where there is more, steps are longer.</summary>
    public const int Max = 40_000;

    private const long MinStep = 6_400;

    /// <summary>The windows in the order of time.</summary>
    /// <param name="speech">Segments of speech in any order.</param>
    /// <param name="sampleCount">Samples that there are.</param>
    /// <param name="max">Most windows.</param>
    public static VoiceWindow[] In(IReadOnlyList<SpeechSegment> speech, long sampleCount, int max = Max)
    {
        var segments = Segments(speech, sampleCount);
        if (segments.Count > max)
        {
            // What is said in the others is taken for the nearest one's.
            var every = (segments.Count + max - 1) / max;
            segments = [.. segments.Where((_, index) => index % every == 0)];
        }

        var step = MinStep;
        while (segments.Sum(segment => (long)Firsts(segment, step).Count()) > max)
        {
            step *= 2;
        }

        return [.. segments.SelectMany((segment, index) => Lay(segment, step, index))];
    }

    private static List<(long Start, long End)> Segments(IReadOnlyList<SpeechSegment> speech, long sampleCount)
    {
        List<(long, long)> segments = [];
        long free = 0;
        foreach (var segment in speech.OrderBy(static segment => segment.Start).ThenBy(static segment => segment.End))
        {
            var start = Math.Max(free, (long)Math.Round(segment.Start * VoiceWindow.Rate));
            var end = Math.Min(sampleCount, (long)Math.Round(segment.End * VoiceWindow.Rate));
            if (end > start)
            {
                segments.Add((start, end));
                free = end;
            }
        }

        return segments;
    }

    // One more flush with the end where more than a third of a step would be left out.
    private static IEnumerable<long> Firsts((long Start, long End) segment, long step)
    {
        var first = segment.Start;
        yield return first;
        while (first + step + VoiceWindow.Length <= segment.End)
        {
            first += step;
            yield return first;
        }

        var last = segment.End - VoiceWindow.Length;
        if (last - first > step / 3)
        {
            yield return last;
        }
    }

    // A window's are the words half-way to the middles of its neighbours; the outermost have those up to the ends of the segment.
    private static IEnumerable<VoiceWindow> Lay((long Start, long End) segment, long step, int index)
    {
        var samples = (int)Math.Min(VoiceWindow.Length, segment.End - segment.Start);
        long[] firsts = [.. Firsts(segment, step)];
        var from = segment.Start;
        for (var i = 0; i < firsts.Length; i++)
        {
            var to = i + 1 < firsts.Length ? (firsts[i] + firsts[i + 1] + samples) / 2 : segment.End;
            yield return new VoiceWindow(firsts[i], samples, (double)from / VoiceWindow.Rate, (double)to / VoiceWindow.Rate, index);
            from = to;
        }
    }
}
