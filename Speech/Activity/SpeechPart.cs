namespace Platform.Speech.Activity;

/// <summary>A stretch of sound that is recognised by itself: at most 29 s, cut at pauses.</summary>
/// <param name="Index">From 0.</param>
/// <param name="Start">Seconds from the start of the sound; a little before the speech.</param>
/// <param name="Seconds">Its length.</param>
/// <param name="Segments">The speech in it, in seconds of the sound, in order.</param>
public sealed record SpeechPart(int Index, double Start, double Seconds, IReadOnlyList<SpeechSegment> Segments);
