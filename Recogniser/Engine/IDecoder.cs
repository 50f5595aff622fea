using Platform.Speech.Words;

namespace Platform.Recogniser.Engine;

/// <summary>Says what it hears.</summary>
internal interface IDecoder
{
    /// <summary>What is said in a sound of at most 30 s.</summary>
    /// <param name="sound">16,000 samples a second, from -1 to 1.</param>
    /// <param name="start">Where it starts in the whole sound, in seconds.</param>
    /// <param name="wish">What the words are to be.</param>
    /// <param name="temperature">0 for the most probable words; more is freer.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<IReadOnlyList<RecognisedSegment>> DecodeAsync(float[] sound, double start, DecodingWish wish, float temperature, CancellationToken cancellationToken);
}
