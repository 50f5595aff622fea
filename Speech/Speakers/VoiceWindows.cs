using Platform.Speech.Activity;

namespace Platform.Speech.Speakers;

/// <summary>Divides segments of speech into windows, each within one segment, so that no window spans a pause.</summary>
internal static class VoiceWindows
{
    /// <summary>The maximum number of windows of a sound, for eight hours of speech with the shortest step; for more, steps are longer.</summary>
    public const int Max = 40_000;

    private const long MinStep = 6_400;

    /// <summary>Computes the windows in the order of time.</summary>
    /// <param name="speech">The segments of speech in any order.</param>
    /// <param name="sampleCount">The number of samples of the sound.</param>
    /// <param name="max">The maximum number of windows.</param>
    public static VoiceWindow[] In(IReadOnlyList<SpeechSegment> speech, long sampleCount, int max = Max)
    {
        var segments = Segments(speech, sampleCount);
        if (segments.Count > max)
        {
            // Words in the other segments are assigned to the nearest window.
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

    // An additional window at the end if more than a third of a step would be left out.
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

    // A window's words are those up to half-way to the centres of its neighbours; the outermost ones extend to the ends of the segment.
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
