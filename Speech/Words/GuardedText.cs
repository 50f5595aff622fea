namespace Platform.Speech.Words;

/// <summary>What is left of what the model said.</summary>
/// <param name="Segments">Those with words, their text without what was dropped.</param>
/// <param name="DecodeAgain">Whether it looks invented or runs in a loop, so that a higher temperature may do better.</param>
/// <param name="MeanLogProbability">Mean of the logarithms of all tokens' probabilities; 0 without tokens.</param>
/// <param name="CompressionRatio">How often the text repeats itself: its bytes divided by those of its zlib stream.</param>
public sealed record GuardedText(IReadOnlyList<HeardSegment> Segments, bool DecodeAgain, double MeanLogProbability, double CompressionRatio)
{
    /// <summary>The better one of two decodings of the same sound.</summary>
    /// <param name="other">The other one.</param>
    public GuardedText Better(GuardedText other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return DecodeAgain != other.DecodeAgain
            ? (DecodeAgain ? other : this)
            : (other.MeanLogProbability > MeanLogProbability ? other : this);
    }
}
