namespace Platform.Testkit.Media;

/// <summary>Measures how far recognised words differ from the spoken ones.</summary>
public static class WordErrorRate
{
    /// <summary>
    /// Returns the minimum number of insertions, deletions and substitutions of words, divided by the number of spoken words; 0 is perfect.
    /// </summary>
    public static double Of(string recognised, string spoken)
    {
        var actual = Words(recognised);
        var expected = Words(spoken);
        var previous = Enumerable.Range(0, actual.Length + 1).ToArray();
        for (var i = 1; i <= expected.Length; i++)
        {
            var current = new int[actual.Length + 1];
            current[0] = i;
            for (var j = 1; j <= actual.Length; j++)
            {
                var replaced = previous[j - 1] + (expected[i - 1] == actual[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(previous[j], current[j - 1]) + 1);
            }

            previous = current;
        }

        return expected.Length == 0 ? 0 : (double)previous[^1] / expected.Length;
    }

    private static string[] Words(string text) =>
        new string([.. text.Select(c => char.IsLetterOrDigit(c) || c == '\'' ? char.ToLowerInvariant(c) : ' ')])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
