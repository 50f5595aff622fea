namespace Platform.Speech.Words;

/// <summary>What is left of what the model said.</summary>
/// <param name="Segments">Those with words, their text without what was dropped.</param>
/// <param name="DecodeAgain">Whether it repeats itself, so that a higher temperature may do better.</param>
/// <param name="IsLooped">Whether the same words came again and again; they stand once.</param>
/// <param name="CompressionRatio">How often the text repeats itself: its size divided by that of its zlib stream.</param>
public sealed record GuardedText(IReadOnlyList<RecognisedSegment> Segments, bool DecodeAgain, bool IsLooped, double CompressionRatio)
{
    /// <summary>The better one of two decodings of the same sound.</summary>
    /// <remarks>
    /// Probabilities say nothing here: the model's scores are divided by the temperature before they become probabilities, so that freely chosen
    /// words seem the surest ones.
    /// </remarks>
    /// <param name="other">A later one, at a higher temperature.</param>
    public GuardedText Better(GuardedText other)
    {
        ArgumentNullException.ThrowIfNull(other);
        // Nothing at all is no better than what was said once too often.
        return DecodeAgain && other.Segments.Count > 0 && (!other.DecodeAgain || (IsLooped && !other.IsLooped)) ? other : this;
    }
}
