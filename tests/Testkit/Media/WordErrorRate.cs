namespace Platform.Testkit.Media;

/// <summary>Measures how far recognised words differ from the spoken ones.</summary>
public static class WordErrorRate
{
    /// <summary>
    /// Returns the minimum number of insertions, deletions and substitutions of words, divided by the number of spoken words; 0 is perfect.
    /// </summary>
    public static double Of(string recognised, string said)
    {
        var heard = Words(recognised);
        var wanted = Words(said);
        var previous = Enumerable.Range(0, heard.Length + 1).ToArray();
        for (var i = 1; i <= wanted.Length; i++)
        {
            var current = new int[heard.Length + 1];
            current[0] = i;
            for (var j = 1; j <= heard.Length; j++)
            {
                var replaced = previous[j - 1] + (wanted[i - 1] == heard[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(previous[j], current[j - 1]) + 1);
            }

            previous = current;
        }

        return wanted.Length == 0 ? 0 : (double)previous[^1] / wanted.Length;
    }

    private static string[] Words(string text) =>
        new string([.. text.Select(c => char.IsLetterOrDigit(c) || c == '\'' ? char.ToLowerInvariant(c) : ' ')])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
