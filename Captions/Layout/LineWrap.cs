using System.Text;

namespace Platform.Captions.Layout;

/// <summary>Breaks a cue's words into one line, or two of about the same length.</summary>
internal static class LineWrap
{
    private const int DanglingPenalty = 8;

    public static bool Fits(ReadOnlySpan<TimedWord> words, int lineLength) => Length(words) <= lineLength || BestBreak(words, lineLength) > 0;

    public static string Wrap(ReadOnlySpan<TimedWord> words, int lineLength)
    {
        var at = Length(words) <= lineLength ? 0 : BestBreak(words, lineLength);
        var text = new StringBuilder();
        for (var i = 0; i < words.Length; i++)
        {
            if (i > 0)
            {
                text.Append(i == at ? '\n' : ' ');
            }

            text.Append(words[i].Text);
        }

        return text.ToString();
    }

    private static int BestBreak(ReadOnlySpan<TimedWord> words, int lineLength)
    {
        var whole = Length(words);
        var best = 0;
        var bestCost = int.MaxValue;
        var upper = -1;
        for (var i = 1; i < words.Length; i++)
        {
            upper += words[i - 1].Text.Length + 1;
            var lower = whole - upper - 1;
            if (upper > lineLength)
            {
                break;
            }

            var cost = Math.Abs(upper - lower) + (Speech.IsDangling(words[i - 1].Text) ? DanglingPenalty : 0) - (Speech.EndsClause(words[i - 1].Text) ? DanglingPenalty : 0);
            if (lower <= lineLength && cost < bestCost)
            {
                (best, bestCost) = (i, cost);
            }
        }

        return best;
    }

    private static int Length(ReadOnlySpan<TimedWord> words)
    {
        var length = words.Length - 1;
        foreach (var word in words)
        {
            length += word.Text.Length;
        }

        return length;
    }
}
