using Platform.Speech.Activity;

namespace Platform.Speech.Words;

/// <summary>Assigns words to segments of speech: the assignment in order with the lowest total cost.</summary>
internal static class SegmentChoice
{
    // A pause of this many seconds separates words only at the end of a clause, or at this cost (in seconds of distance).
    private const double FullPause = 0.4;
    private const double PauseCost = 1;
    private const double EmptyCost = 0.3;
    private const string ClauseEnds = ".?!,;:…。？！，、；：।؟،؛។။";
    private const string Closers = "\"'”’»)]』」";

    /// <summary>Computes the index of each word's segment, which never decreases.</summary>
    public static int[] For(IReadOnlyList<RecognisedWord> words, SpeechSegment[] segments)
    {
        if (words.Count == 0)
        {
            return [];
        }

        var came = new int[words.Count, segments.Length];
        var cost = new double[segments.Length];
        var before = new double[segments.Length];
        for (var s = 0; s < segments.Length; s++)
        {
            cost[s] = (EmptyCost * s) + Distance(words[0], segments[s]);
        }

        for (var w = 1; w < words.Count; w++)
        {
            (before, cost) = (cost, before);
            var free = EndsClause(words[w - 1].Text);
            var (skipFrom, skipCost) = (-1, double.PositiveInfinity);
            for (var s = 0; s < segments.Length; s++)
            {
                var (best, from) = (before[s], s);
                if (s > 0)
                {
                    var next = before[s - 1] + (free ? 0 : PauseCost * Math.Clamp((segments[s].Start - segments[s - 1].End) / FullPause, 0, 1));
                    if (next < best)
                    {
                        (best, from) = (next, s - 1);
                    }
                }

                if (s > 1)
                {
                    // The costs of skipped segments are constant, so the cheapest start remains the cheapest.
                    var skip = before[s - 2] - (EmptyCost * (s - 2));
                    if (skip < skipCost)
                    {
                        (skipFrom, skipCost) = (s - 2, skip);
                    }

                    var skipped = skipCost + (EmptyCost * (s - 1)) + (free ? 0 : PauseCost);
                    if (skipped < best)
                    {
                        (best, from) = (skipped, skipFrom);
                    }
                }

                cost[s] = best + Distance(words[w], segments[s]);
                came[w, s] = from;
            }
        }

        var last = 0;
        for (var s = 1; s < segments.Length; s++)
        {
            if (cost[s] + (EmptyCost * (segments.Length - 1 - s)) < cost[last] + (EmptyCost * (segments.Length - 1 - last)))
            {
                last = s;
            }
        }

        var chosen = new int[words.Count];
        for (var w = words.Count - 1; w >= 0; w--)
        {
            chosen[w] = last;
            last = w > 0 ? came[w, last] : last;
        }

        return chosen;
    }

    private static double Distance(RecognisedWord word, SpeechSegment segment)
    {
        var middle = (word.Start + word.End) / 2;
        return Math.Max(0, Math.Max(segment.Start - middle, middle - segment.End));
    }

    private static bool EndsClause(string word)
    {
        var text = word.AsSpan().TrimEnd(Closers);
        return !text.IsEmpty && ClauseEnds.Contains(text[^1], StringComparison.Ordinal);
    }
}
