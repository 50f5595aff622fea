using Platform.Speech.Words;

namespace Platform.Recogniser.Engine;

/// <summary>A model that turns the speech of short sounds into text with times.</summary>
internal interface IDecoder
{
    /// <summary>Recognises a sound of at most 30 s.</summary>
    /// <param name="sound">The samples, 16,000 a second, from -1 to 1.</param>
    /// <param name="start">The start of the sound in the whole sound, in seconds.</param>
    /// <param name="wish">The requested form of the words.</param>
    /// <param name="temperature">The sampling temperature: 0 for the most probable words.</param>
    /// <param name="cancellationToken">Cancels the recognition.</param>
    Task<IReadOnlyList<RecognisedSegment>> DecodeAsync(float[] sound, double start, DecodingWish wish, float temperature, CancellationToken cancellationToken);
}
