namespace Platform.Speech.Words;

/// <summary>A token as the model says it.</summary>
/// <param name="Text">Its text; one that begins with a space begins a word. A piece of a character that is split over tokens stands as U+FFFD.</param>
/// <param name="Start">Seconds from the start of the sound.</param>
/// <param name="End">Seconds from the start of the sound.</param>
/// <param name="Probability">How sure the model is, 0 to 1.</param>
public readonly record struct RecognisedToken(string Text, double Start, double End, double Probability);
