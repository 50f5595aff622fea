namespace Platform.Speech.Activity;

/// <summary>How long somebody speaks.</summary>
internal static class SpokenTime
{
    /// <summary>Seconds of speech between two moments.</summary>
    /// <param name="speech">Where somebody speaks; segments do not overlap.</param>
    /// <param name="from">Seconds from the start of the sound.</param>
    /// <param name="to">Seconds from the start of the sound.</param>
    public static double Between(IReadOnlyList<SpeechSegment> speech, double from, double to) =>
        speech.Sum(segment => Math.Max(0, Math.Min(to, segment.End) - Math.Max(from, segment.Start)));
}
