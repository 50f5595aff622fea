namespace Platform.Speech.Speakers;

/// <summary>Samples of a sound, 16,000 a second, one channel, to be read anywhere.</summary>
public interface ISoundSamples
{
    /// <summary>How many there are.</summary>
    long Count { get; }

    /// <summary>Reads as many as there is room for.</summary>
    /// <param name="at">The first one, from 0.</param>
    /// <param name="samples">Filled whole.</param>
    /// <exception cref="EndOfStreamException">There are not so many.</exception>
    void Read(long at, Span<short> samples);
}
