using Platform.Contracts.PublicApi;

namespace Platform.Accuracy.Measures;

/// <summary>Checks the times of a result: they increase, do not overlap, and are within the sound.</summary>
internal static class TimesCheck
{
    private const double Shortest = 0.02;
    private const double Tolerance = 1e-6;

    /// <summary>The number of words that break these rules.</summary>
    public static int Broken(IReadOnlyList<CaptionWord> words, double soundSeconds)
    {
        var (broken, until) = (0, 0d);
        foreach (var word in words)
        {
            broken += word.Start >= until - Tolerance && word.End - word.Start >= Shortest - Tolerance && word.End <= soundSeconds + Tolerance ? 0 : 1;
            until = Math.Max(until, word.End);
        }

        return broken;
    }
}
