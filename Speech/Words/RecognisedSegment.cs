namespace Platform.Speech.Words;

/// <summary>Represents the decoding of one stretch of sound.</summary>
/// <param name="Text">The text, with complete characters only.</param>
/// <param name="Start">The start in seconds from the start of the sound.</param>
/// <param name="End">The end in seconds from the start of the sound.</param>
/// <param name="NoSpeechProbability">The probability that there is no speech, 0 to 1.</param>
/// <param name="Tokens">The tokens in order.</param>
public sealed record RecognisedSegment(string Text, double Start, double End, double NoSpeechProbability, IReadOnlyList<RecognisedToken> Tokens);
