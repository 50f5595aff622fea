using System.Text;

namespace Platform.Speech.Words;

/// <summary>
/// Names that were handed to the model as its prompt and come back as if they were said: where there is a buzz or babble instead of speech, the
/// model goes on with what it was told before.
/// </summary>
/// <remarks>
/// How sure the model is says nothing here: text that is copied is as probable as text that is heard. What tells them apart is the same sound
/// without the prompt, where names that were said still come out, if spelled otherwise, and those that were not do not.
/// </remarks>
public static class PromptEcho
{
    // Spellings of a name differ in fewer of their letters than this; texts that have nothing to do with each other, in more.
    private const double MaxDifference = 0.5;

    /// <summary>Whether a text is of nothing but words of the prompt, so that it may be its echo.</summary>
    /// <param name="text">What the model says of a part.</param>
    /// <param name="prompt">What it was told before; null for nothing.</param>
    public static bool IsPossible(GuardedText text, string? prompt)
    {
        ArgumentNullException.ThrowIfNull(text);
        var letters = Letters(text);
        return letters.Length > 0 && !string.IsNullOrEmpty(prompt) && IsMadeOf(letters, Words(prompt));
    }

    /// <summary>What is to be believed: nothing that would not be there without the prompt, in its spelling where it is.</summary>
    /// <param name="prompted">What the model says with the prompt.</param>
    /// <param name="plain">What it says of the same sound without.</param>
    public static GuardedText Settle(GuardedText prompted, GuardedText plain)
    {
        ArgumentNullException.ThrowIfNull(prompted);
        ArgumentNullException.ThrowIfNull(plain);
        return IsAlike(Letters(prompted), Letters(plain)) ? prompted : plain with { Segments = [.. plain.Segments.Where(Guards.IsLikely)] };
    }

    // Scripts without spaces have no words to compare, so the letters are laid out with the prompt's words.
    private static bool IsMadeOf(string letters, HashSet<string> words)
    {
        var isReached = new bool[letters.Length + 1];
        isReached[0] = true;
        for (var at = 0; at < letters.Length; at++)
        {
            if (!isReached[at])
            {
                continue;
            }

            foreach (var word in words)
            {
                if (letters.AsSpan(at).StartsWith(word, StringComparison.Ordinal))
                {
                    isReached[at + word.Length] = true;
                }
            }
        }

        return isReached[^1];
    }

    /// <summary>Whether few enough letters have to be changed, put in or left out for one text to become the other (Levenshtein's distance).</summary>
    private static bool IsAlike(string left, string right)
    {
        var row = new int[right.Length + 1];
        for (var j = 0; j < row.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j < row.Length; j++)
            {
                var changed = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1] <= MaxDifference * Math.Max(left.Length, right.Length);
    }

    private static HashSet<string> Words(string prompt)
    {
        var parted = new StringBuilder(prompt.Length);
        foreach (var rune in prompt.EnumerateRunes())
        {
            parted.Append(Rune.IsPunctuation(rune) || Rune.IsSymbol(rune) ? " " : rune.ToString());
        }

        return parted.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Letters).Where(static word => word.Length > 0).ToHashSet(StringComparer.Ordinal);
    }

    private static string Letters(GuardedText text) => Letters(string.Concat(text.Segments.Select(static segment => segment.Text)));

    private static string Letters(string text) => string.Concat(text.EnumerateRunes().Where(Rune.IsLetterOrDigit).Select(Rune.ToLowerInvariant));
}
