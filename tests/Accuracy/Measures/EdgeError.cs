namespace Platform.Accuracy.Measures;

/// <summary>The distance of an edge of a recording's words from the edge of its voice.</summary>
/// <param name="Recording">Which of the set's recordings.</param>
/// <param name="Voice">Second at which the voice begins or ends.</param>
/// <param name="Seconds">How much later the word begins or ends; below zero where it is earlier.</param>
/// <param name="Word">The word that was heard there.</param>
internal sealed record EdgeError(int Recording, double Voice, double Seconds, string Word);
