namespace Platform.Speech.Speakers;

/// <summary>Provides random access to the samples of a sound, 16,000 a second, one channel.</summary>
public interface ISoundSamples
{
    /// <summary>Gets the number of samples.</summary>
    long Count { get; }

    /// <summary>Reads samples until the buffer is full.</summary>
    /// <param name="at">The index of the first sample, from 0.</param>
    /// <param name="samples">The buffer, which is filled completely.</param>
    /// <exception cref="EndOfStreamException">The sound has too few samples.</exception>
    void Read(long at, Span<short> samples);
}
