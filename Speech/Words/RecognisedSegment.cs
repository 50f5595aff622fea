namespace Platform.Speech.Words;

/// <summary>What the model says of one stretch.</summary>
/// <param name="Text">Its text, without pieces of characters.</param>
/// <param name="Start">Seconds from the start of the sound.</param>
/// <param name="End">Seconds from the start of the sound.</param>
/// <param name="NoSpeechProbability">How sure the model is that nobody speaks, 0 to 1.</param>
/// <param name="Tokens">In order.</param>
public sealed record RecognisedSegment(string Text, double Start, double End, double NoSpeechProbability, IReadOnlyList<RecognisedToken> Tokens);
