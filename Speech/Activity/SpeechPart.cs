namespace Platform.Speech.Activity;

/// <summary>Represents a stretch of sound that is recognised on its own: at most 29 s, cut at pauses.</summary>
/// <param name="Index">The index, from 0.</param>
/// <param name="Start">The start in seconds from the start of the sound; a little before the speech.</param>
/// <param name="Seconds">The length in seconds.</param>
/// <param name="Segments">The speech in it, in seconds of the sound, in order.</param>
public sealed record SpeechPart(int Index, double Start, double Seconds, IReadOnlyList<SpeechSegment> Segments);
