using Platform.Contracts.PublicApi;

namespace Platform.Accuracy.Measures;

/// <summary>What holds of every result: times go forward, do not overlap, and stay inside the sound.</summary>
internal static class TimesCheck
{
    private const double Shortest = 0.02;
    private const double Tolerance = 1e-6;

    /// <summary>How many words break it.</summary>
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
