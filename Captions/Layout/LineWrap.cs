using System.Text;

namespace Platform.Captions.Layout;

/// <summary>
/// Breaks a cue's words into as few lines as possible, of similar length; if there are several speakers, each starts a line with a dash.
/// </summary>
internal sealed class LineWrap(BreakPlaces places, CueLayoutOptions options)
{
    private const string Dash = "- ";

    /// <summary>Computes the cost of the lines of a cue; infinite if the words do not fit.</summary>
    public double Cost(int first, int next)
    {
        var cost = 0d;
        var left = options.Lines;
        var isDashed = places.VoiceEnd(first, next) < next;
        while (first < next)
        {
            var end = places.VoiceEnd(first, next);
            cost += Wrap(first, end, left, isDashed ? Dash.Length : 0, out var lines);
            if (double.IsPositiveInfinity(cost))
            {
                return cost;
            }

            left -= lines;
            first = end;
        }

        return cost;
    }

    /// <summary>Formats the text of a cue.</summary>
    public string Text(int first, int next)
    {
        var text = new StringBuilder();
        var left = options.Lines;
        var isDashed = places.VoiceEnd(first, next) < next;
        while (first < next)
        {
            var end = places.VoiceEnd(first, next);
            var indent = isDashed ? Dash.Length : 0;
            text.Append(text.Length > 0 ? "\n" : "").Append(isDashed ? Dash : "");
            // A word that is longer than a line is on its own.
            _ = Wrap(first, end, left, indent, out var lines);
            left -= lines;
            while (lines > 1)
            {
                _ = Break(first, end, lines--, indent, out var at);
                Append(text, first, at);
                text.Append('\n');
                (first, indent) = (at, 0);
            }

            Append(text, first, end);
            first = end;
        }

        return text.ToString();
    }

    private double Wrap(int first, int next, int most, int indent, out int lines)
    {
        for (lines = 1; lines <= most; lines++)
        {
            var cost = Break(first, next, lines, indent, out _);
            if (!double.IsPositiveInfinity(cost))
            {
                return cost;
            }
        }

        lines = 1;
        return double.PositiveInfinity;
    }

    private double Break(int first, int next, int lines, int indent, out int at)
    {
        at = next;
        var whole = places.Columns(first, next);
        if (lines == 1)
        {
            return whole + indent <= options.LineLength ? 0 : double.PositiveInfinity;
        }

        var best = double.PositiveInfinity;
        for (var i = first + 1; i < next; i++)
        {
            var upper = places.Columns(first, i) + indent;
            if (upper > options.LineLength)
            {
                break;
            }

            var lower = places.Columns(i, next);
            // Each break replaces a space.
            if (lower > ((lines - 1) * (options.LineLength + 1)) - 1)
            {
                continue;
            }

            var cost = places.AtLineEnd[i]
                + (LayoutCosts.Unbalanced * Math.Abs(upper - ((double)lower / (lines - 1))) / options.LineLength)
                + (IsOrphan(first, i) || IsOrphan(i, next) ? LayoutCosts.OrphanLine : 0);
            if (cost < best && cost + Break(i, next, lines - 1, 0, out _) is var total && total < best)
            {
                (best, at) = (total, i);
            }
        }

        return best;
    }

    private bool IsOrphan(int first, int next) => places.IsOrphan(first, next, options.LineLength) && !(places.IsUnit[first] && places.IsUnit[next]);

    private void Append(StringBuilder text, int first, int next)
    {
        for (var i = first; i < next; i++)
        {
            text.Append(i > first && places.Words[i].IsSpaced ? " " : "").Append(places.Words[i].Text);
        }
    }
}
