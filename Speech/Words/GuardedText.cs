namespace Platform.Speech.Words;

/// <summary>Holds the plausible part of a decoding.</summary>
/// <param name="Segments">The segments with words, without the text that was dropped.</param>
/// <param name="DecodeAgain">Whether it repeats itself, so that a higher temperature may give a better result.</param>
/// <param name="IsLooped">Whether words were repeated in a loop, of which one copy is kept.</param>
/// <param name="CompressionRatio">How repetitive the text is: its size divided by the size of its zlib stream.</param>
public sealed record GuardedText(IReadOnlyList<RecognisedSegment> Segments, bool DecodeAgain, bool IsLooped, double CompressionRatio)
{
    /// <summary>Chooses the better of two decodings of the same sound.</summary>
    /// <remarks>
    /// Not by probability: the model's scores are divided by the temperature before they become probabilities, so that words sampled at a high
    /// temperature seem the most probable ones.
    /// </remarks>
    /// <param name="other">A later decoding, at a higher temperature.</param>
    public GuardedText Better(GuardedText other)
    {
        ArgumentNullException.ThrowIfNull(other);
        // An empty result is not better than a repeated one.
        return DecodeAgain && other.Segments.Count > 0 && (!other.DecodeAgain || (IsLooped && !other.IsLooped)) ? other : this;
    }
}
