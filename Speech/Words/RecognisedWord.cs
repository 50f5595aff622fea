using System.Text;

namespace Platform.Speech.Words;

/// <summary>Represents a word with the model's own times.</summary>
/// <param name="Text">The text without spaces around it.</param>
/// <param name="Spaced">Whether there is a space before it.</param>
/// <param name="Start">The start in seconds from the start of the sound.</param>
/// <param name="End">The end in seconds from the start of the sound; not before the start.</param>
/// <param name="Probability">The mean probability of its tokens.</param>
/// <param name="Segment">The index of its segment, from 0.</param>
internal sealed record RecognisedWord(string Text, bool Spaced, double Start, double End, double Probability, int Segment)
{
    /// <summary>Gets the text for comparison: letters and digits, without case.</summary>
    public string Key { get; } = string.Concat(Text.EnumerateRunes().Where(Rune.IsLetterOrDigit).Select(Rune.ToLowerInvariant));

    /// <summary>Gets the text, with the space before it if that has a meaning: between the phrases of Thai and similar scripts.</summary>
    public string Written => Spaced && WordBoundaries.IsPhrased(Rune.GetRuneAt(Text, 0)) ? $" {Text}" : Text;

    /// <summary>Gets the number of letters and digits, at least one.</summary>
    public int Letters { get; } = Math.Max(1, Text.EnumerateRunes().Count(Rune.IsLetterOrDigit));
}
