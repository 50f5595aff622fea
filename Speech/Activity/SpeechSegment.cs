namespace Platform.Speech.Activity;

/// <summary>A stretch of speech.</summary>
/// <param name="Start">Seconds from the start of the sound.</param>
/// <param name="End">Seconds from the start of the sound.</param>
public readonly record struct SpeechSegment(double Start, double End);
