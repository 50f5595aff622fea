using System.Text;

namespace Platform.Speech.Words;

/// <summary>
/// Detects terms that were given to the model as its prompt and are returned as if they had been spoken: for a buzz or babble instead of speech, the
/// model continues the prompt.
/// </summary>
/// <remarks>
/// The probability does not help: copied text is as probable as recognised text. Decoding the same sound without the prompt distinguishes them:
/// spoken names are still recognised, if spelled differently, and others are not.
/// </remarks>
public static class PromptEcho
{
    // Spellings of a name differ in a smaller share of their letters; unrelated texts in a larger one.
    private const double MaxDifference = 0.5;

    /// <summary>Checks whether a text consists only of words of the prompt, so that it may be its echo.</summary>
    /// <param name="text">The decoding of a part.</param>
    /// <param name="prompt">The prompt; null for none.</param>
    public static bool IsPossible(GuardedText text, string? prompt)
    {
        ArgumentNullException.ThrowIfNull(text);
        var letters = Letters(text);
        return letters.Length > 0 && !string.IsNullOrEmpty(prompt) && IsMadeOf(letters, Words(prompt));
    }

    /// <summary>Combines both decodings: only what was recognised without the prompt, in the prompt's spelling.</summary>
    /// <param name="prompted">The decoding with the prompt.</param>
    /// <param name="plain">The decoding of the same sound without it.</param>
    public static GuardedText Settle(GuardedText prompted, GuardedText plain)
    {
        ArgumentNullException.ThrowIfNull(prompted);
        ArgumentNullException.ThrowIfNull(plain);
        return IsAlike(Letters(prompted), Letters(plain)) ? prompted : plain with { Segments = [.. plain.Segments.Where(Guards.IsLikely)] };
    }

    // Scripts without spaces have no words to compare, so the letters are matched with the prompt's words.
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

    /// <summary>Checks whether one text can be changed into the other with few enough edits of letters (Levenshtein distance).</summary>
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
