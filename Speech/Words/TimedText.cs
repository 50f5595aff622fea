using System.Text;

namespace Platform.Speech.Words;

/// <summary>Represents the joined text of tokens, with the time of each character.</summary>
internal sealed class TimedText
{
    private readonly List<RecognisedToken> _tokens;
    private readonly int[] _begins;
    private readonly (double Start, double End) _segment;

    public TimedText(List<RecognisedToken> tokens, RecognisedSegment segment)
    {
        _tokens = tokens;
        _segment = (Finite(segment.Start, 0), Math.Max(Finite(segment.Start, 0), Finite(segment.End, 0)));
        _begins = new int[tokens.Count + 1];
        var text = new StringBuilder();
        for (var i = 0; i < tokens.Count; i++)
        {
            _begins[i] = text.Length;
            text.Append(tokens[i].Text);
        }

        _begins[^1] = text.Length;
        Text = text.ToString();
    }

    /// <summary>Gets the whole text.</summary>
    public string Text { get; }

    /// <summary>Checks whether a token starts at a position of the text.</summary>
    public bool BeginsToken(int at) => Array.BinarySearch(_begins, at) >= 0;

    /// <summary>Creates the word between two positions.</summary>
    public RecognisedWord Word(int from, int to, bool spaced, int segment)
    {
        var (first, last) = (TokenAt(from), TokenAt(to - 1));
        var start = TimeAt(first, from);
        double sum = 0;
        for (var i = first; i <= last; i++)
        {
            sum += Math.Clamp(Finite(_tokens[i].Probability, 0), 0, 1);
        }

        return new RecognisedWord(Text[from..to], spaced, start, Math.Max(start, TimeAt(last, to)), sum / (last - first + 1), segment);
    }

    private int TokenAt(int at)
    {
        var found = Array.BinarySearch(_begins, at);
        if (found < 0)
        {
            return ~found - 1;
        }

        // Of several tokens that start there, all but the last are empty.
        while (found + 1 < _tokens.Count && _begins[found + 1] == at)
        {
            found++;
        }

        return found;
    }

    private double TimeAt(int index, int at)
    {
        var token = _tokens[index];
        var start = Finite(token.Start, _segment.Start);
        var end = Math.Max(start, Finite(token.End, _segment.End));
        // The space before a word takes no time.
        var from = _begins[index] + (token.Text.Length - token.Text.AsSpan().TrimStart().Length);
        var to = _begins[index] + token.Text.AsSpan().TrimEnd().Length;
        return at <= from ? start : at >= to ? end : start + ((end - start) * (at - from) / (to - from));
    }

    private static double Finite(double value, double otherwise) => double.IsFinite(value) ? value : otherwise;
}
