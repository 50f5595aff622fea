namespace Platform.Speech.Words;

/// <summary>
/// Repairs tokens. Models divide text into bytes, so that a character of several bytes may be split over tokens, none of which is valid text; the
/// text of the whole segment shows which character it was.
/// </summary>
internal static class TokenText
{
    private const char Broken = '\uFFFD';

    /// <summary>Returns the tokens with text, in order; those that share a character are combined.</summary>
    public static List<RecognisedToken> Mend(RecognisedSegment segment)
    {
        List<RecognisedToken> spoken = [.. segment.Tokens.Where(static token => token.Text is { Length: > 0 } text && !IsMark(text))];
        var mended = new List<RecognisedToken>(spoken.Count);
        var text = segment.Text ?? "";
        var at = 0;
        for (var i = 0; i < spoken.Count;)
        {
            var broken = IsBroken(spoken[i]);
            var end = i + 1;
            while (end < spoken.Count && IsBroken(spoken[end]) == broken)
            {
                end++;
            }

            if (broken)
            {
                Restore(spoken[i..end], Between(text, at, Joined(spoken, end)), mended);
            }
            else
            {
                at = After(text, at, Joined(spoken, i));
                mended.AddRange(spoken[i..end]);
            }

            i = end;
        }

        return mended;
    }

    /// <summary>Checks whether a token is a special token of the model, such as <c>[_BEG_]</c> or <c>&lt;|0.00|&gt;</c>.</summary>
    private static bool IsMark(string text) =>
        (text.StartsWith("[_", StringComparison.Ordinal) && text.EndsWith(']')) || (text.StartsWith("<|", StringComparison.Ordinal) && text.EndsWith("|>", StringComparison.Ordinal));

    private static bool IsBroken(RecognisedToken token) => token.Text.Contains(Broken, StringComparison.Ordinal);

    /// <summary>
    /// Joins the complete tokens from one on up to the next broken one, so that the text is long enough to be found at the right position.
    /// </summary>
    private static string Joined(List<RecognisedToken> tokens, int from) =>
        string.Concat(tokens.Skip(from).TakeWhile(static token => !IsBroken(token)).Select(static token => token.Text));

    private static int After(string text, int at, string joined)
    {
        // The text may lack the space at its start.
        foreach (var wanted in at == 0 ? new[] { joined, joined.TrimStart() } : [joined])
        {
            var found = wanted.Length == 0 ? -1 : text.IndexOf(wanted, at, StringComparison.Ordinal);
            if (found >= 0)
            {
                return found + wanted.Length;
            }
        }

        return at;
    }

    private static string Between(string text, int at, string next)
    {
        if (next.Length == 0)
        {
            return text[at..];
        }

        var end = at < text.Length ? text.IndexOf(next, at + 1, StringComparison.Ordinal) : -1;
        return end < 0 ? "" : text[at..end];
    }

    private static void Restore(List<RecognisedToken> tokens, string text, List<RecognisedToken> mended)
    {
        if (text.Length == 0)
        {
            text = string.Concat(tokens.Select(static token => token.Text)).Replace(Broken.ToString(), "", StringComparison.Ordinal);
        }

        if (text.Length > 0)
        {
            mended.Add(new RecognisedToken(text, tokens[0].Start, tokens[^1].End, tokens.Average(static token => token.Probability)));
        }
    }
}
