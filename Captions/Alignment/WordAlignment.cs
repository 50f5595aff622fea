using System.Runtime.InteropServices;

namespace Platform.Captions.Alignment;

/// <summary>
/// Matches the words of a text with known ones, so that as few words as possible are left out, added or replaced. Words far
/// from where they would be if nothing were left out or added are not compared, which bounds time and memory.
/// </summary>
internal static class WordAlignment
{
    /// <summary>The maximum number of comparisons, each of which takes a byte: about a tenth of a second.</summary>
    private const int MaxCells = 16 * 1024 * 1024;

    /// <summary>The maximum number of words, beyond the difference in length, that may be left out in one place and added in another.</summary>
    private const int MaxMargin = 2000;

    /// <summary>The minimum for <see cref="MaxMargin"/> in large texts: they are refused if <see cref="MaxCells"/> does not suffice for so few.</summary>
    private const int MinMargin = 20;

    private const int Gap = 2;
    private const int Replaced = 3;
    private const int Unreachable = int.MaxValue / 2;

    private enum Step : byte
    {
        None,
        Both,
        Known,
        New,
    }

    /// <summary>Aligns words.</summary>
    /// <param name="known">What the known words are compared by.</param>
    /// <param name="words">What the words of the text are compared by.</param>
    /// <returns>For each word of the text the index of the known word that it is or replaces, growing, or -1; null if there are too many.</returns>
    public static int[]? Align(IReadOnlyList<string> known, IReadOnlyList<string> words)
    {
        var difference = words.Count - known.Count;
        var margin = Math.Min(MaxMargin, ((MaxCells / (known.Count + 1)) - Math.Abs(difference) - 1) / 2);
        if (margin < MinMargin)
        {
            return null;
        }

        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var (left, right) = (Numbers(known, ids), Numbers(words, ids));
        var first = Math.Min(0, difference) - margin;
        var width = Math.Abs(difference) + (2 * margin) + 1;
        return Trace(Steps(left, right, first, width), left.Length, right.Length, first, width);
    }

    // A row for each known word; column k of row i compares it with word i + first + k of the text.
    private static Step[] Steps(int[] known, int[] words, int first, int width)
    {
        var steps = new Step[(known.Length + 1) * width];
        var (before, costs) = (new int[width], new int[width]);
        Array.Fill(before, Unreachable);
        for (var i = 0; i <= known.Length; i++)
        {
            Array.Fill(costs, Unreachable);
            var from = Math.Max(0, -first - i);
            var to = Math.Min(width - 1, words.Length - i - first);
            for (var k = from; k <= to; k++)
            {
                var j = i + first + k;
                var (best, step) = i == 0 && j == 0 ? (0, Step.None) : (Unreachable, Step.None);
                if (i > 0 && j > 0 && before[k] + (known[i - 1] == words[j - 1] ? 0 : Replaced) is var both && both < best)
                {
                    (best, step) = (both, Step.Both);
                }

                if (i > 0 && k + 1 < width && before[k + 1] + Gap < best)
                {
                    (best, step) = (before[k + 1] + Gap, Step.Known);
                }

                if (j > 0 && k > 0 && costs[k - 1] + Gap < best)
                {
                    (best, step) = (costs[k - 1] + Gap, Step.New);
                }

                costs[k] = best;
                steps[(i * width) + k] = step;
            }

            (before, costs) = (costs, before);
        }

        return steps;
    }

    private static int[] Trace(Step[] steps, int known, int words, int first, int width)
    {
        var places = new int[words];
        Array.Fill(places, -1);
        for (var (i, j) = (known, words); i > 0 || j > 0;)
        {
            switch (steps[(i * width) + j - i - first])
            {
                case Step.Both:
                    places[--j] = --i;
                    break;
                case Step.Known:
                    i--;
                    break;
                default:
                    j--;
                    break;
            }
        }

        return places;
    }

    private static int[] Numbers(IReadOnlyList<string> words, Dictionary<string, int> ids)
    {
        var numbers = new int[words.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            ref var id = ref CollectionsMarshal.GetValueRefOrAddDefault(ids, words[i], out var isKnown);
            numbers[i] = id = isKnown ? id : ids.Count;
        }

        return numbers;
    }
}
