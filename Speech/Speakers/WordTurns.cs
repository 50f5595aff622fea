using Platform.Contracts.PublicApi;

namespace Platform.Speech.Speakers;

/// <summary>Assigns to words the speakers of their windows, as people take turns: at pauses, and for longer than a moment.</summary>
internal static class WordTurns
{
    /// <summary>The minimum pause in seconds at which the speaker may change.</summary>
    public const double Pause = 0.2;

    /// <summary>The minimum length of a turn in seconds; a shorter one is merged with its neighbour.</summary>
    public const double MinTurn = 1;

    // Half a window: a change within a window may be off by this much.
    private const double Reach = (double)VoiceWindow.Length / VoiceWindow.Rate / 2;

    /// <summary>Computes the speaker of each word, from 1 in the order of first speech.</summary>
    /// <param name="words">The words in any order.</param>
    /// <param name="windows">At least one window, in the order of time.</param>
    /// <param name="labels">The speaker of each window.</param>
    public static int[] Of(IReadOnlyList<CaptionWord> words, IReadOnlyList<VoiceWindow> windows, int[] labels)
    {
        int[] order =
        [
            .. Enumerable.Range(0, words.Count)
                .OrderBy(i => words[i].Start).ThenBy(i => words[i].End).ThenBy(i => words[i].Text, StringComparer.Ordinal),
        ];
        CaptionWord[] spoken = [.. order.Select(i => words[i])];
        int[] owners = [.. spoken.Select(word => Owner(windows, (word.Start + word.End) / 2))];
        int[] speakers = [.. owners.Select(owner => labels[owner])];
        MoveToPauses(spoken, speakers, i => spoken[i].Start - spoken[i - 1].End >= Pause || windows[owners[i]].Segment != windows[owners[i - 1]].Segment);
        ShortTurns.Join(spoken, speakers);
        return Number(speakers, order);
    }

    // Words between two segments belong to the nearer window.
    private static int Owner(IReadOnlyList<VoiceWindow> windows, double middle)
    {
        var low = 0;
        var high = windows.Count - 1;
        while (low < high)
        {
            var half = (low + high + 1) / 2;
            (low, high) = windows[half].From <= middle ? (half, high) : (low, half - 1);
        }

        return low + 1 < windows.Count && windows[low + 1].From - middle < middle - windows[low].To ? low + 1 : low;
    }

    // Each change during speech is moved to the nearest pause within reach, and never past the changes beside it.
    private static void MoveToPauses(CaptionWord[] words, int[] speakers, Func<int, bool> isPause)
    {
        int[] changes = [.. Enumerable.Range(1, Math.Max(0, words.Length - 1)).Where(i => speakers[i] != speakers[i - 1])];
        var before = 0;
        for (var c = 0; c < changes.Length; c++)
        {
            var change = changes[c];
            var after = c + 1 < changes.Length ? changes[c + 1] : words.Length;
            var moved = isPause(change) ? change : NearestPause(words, change, before, after, isPause);
            if (moved > change)
            {
                Array.Fill(speakers, speakers[change - 1], change, moved - change);
            }
            else
            {
                Array.Fill(speakers, speakers[change], moved, change - moved);
            }

            before = moved;
        }
    }

    private static int NearestPause(CaptionWord[] words, int change, int before, int after, Func<int, bool> isPause)
    {
        var best = change;
        var bestDistance = double.PositiveInfinity;
        for (var i = change - 1; i > before && Distance(i) <= Reach; i--)
        {
            Try(i);
        }

        for (var i = change + 1; i < after && Distance(i) <= Reach; i++)
        {
            Try(i);
        }

        return best;

        double Distance(int i) => Math.Abs(Border(words, i) - Border(words, change));

        void Try(int i)
        {
            if (isPause(i) && Distance(i) < bestDistance)
            {
                (best, bestDistance) = (i, Distance(i));
            }
        }
    }

    private static double Border(CaptionWord[] words, int i) => (words[i - 1].End + words[i].Start) / 2;

    private static int[] Number(int[] speakers, int[] order)
    {
        Dictionary<int, int> numbers = [];
        var numbered = new int[speakers.Length];
        for (var i = 0; i < speakers.Length; i++)
        {
            numbers.TryAdd(speakers[i], numbers.Count + 1);
            numbered[order[i]] = numbers[speakers[i]];
        }

        return numbered;
    }
}
