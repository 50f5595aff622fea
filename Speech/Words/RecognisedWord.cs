using System.Text;

namespace Platform.Speech.Words;

/// <summary>A word with the model's own times.</summary>
/// <param name="Text">Without spaces around it.</param>
/// <param name="Spaced">Whether a space stands before it.</param>
/// <param name="Start">Seconds from the start of the sound.</param>
/// <param name="End">Seconds from the start of the sound; not before the start.</param>
/// <param name="Probability">Mean of its tokens.</param>
/// <param name="Segment">Which heard segment it is of, from 0.</param>
internal sealed record RecognisedWord(string Text, bool Spaced, double Start, double End, double Probability, int Segment)
{
    /// <summary>What of it is compared: letters and digits, without case.</summary>
    public string Key { get; } = string.Concat(Text.EnumerateRunes().Where(Rune.IsLetterOrDigit).Select(Rune.ToLowerInvariant));

    /// <summary>The text with the space before it where that says something: between the phrases of Thai and its neighbours.</summary>
    public string Written => Spaced && WordBoundaries.IsPhrased(Rune.GetRuneAt(Text, 0)) ? $" {Text}" : Text;

    /// <summary>How many letters and digits it has, at least one.</summary>
    public int Letters { get; } = Math.Max(1, Text.EnumerateRunes().Count(Rune.IsLetterOrDigit));
}
