namespace Platform.Speech.Activity;

/// <summary>Measures the amount of speech.</summary>
internal static class SpokenTime
{
    /// <summary>Computes the seconds of speech between two times.</summary>
    /// <param name="speech">The segments of speech, which do not overlap.</param>
    /// <param name="from">The start in seconds from the start of the sound.</param>
    /// <param name="to">The end in seconds from the start of the sound.</param>
    public static double Between(IReadOnlyList<SpeechSegment> speech, double from, double to) =>
        speech.Sum(segment => Math.Max(0, Math.Min(to, segment.End) - Math.Max(from, segment.Start)));
}
