namespace Platform.Speech.Words;

/// <summary>Represents a token of the model.</summary>
/// <param name="Text">The text; one that starts with a space starts a word. A part of a character that is split over tokens is U+FFFD.</param>
/// <param name="Start">The start in seconds from the start of the sound.</param>
/// <param name="End">The end in seconds from the start of the sound.</param>
/// <param name="Probability">The probability, 0 to 1.</param>
public readonly record struct RecognisedToken(string Text, double Start, double End, double Probability);
