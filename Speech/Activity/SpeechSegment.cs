namespace Platform.Speech.Activity;

/// <summary>Represents a stretch of speech.</summary>
/// <param name="Start">The start in seconds from the start of the sound.</param>
/// <param name="End">The end in seconds from the start of the sound.</param>
public readonly record struct SpeechSegment(double Start, double End);
