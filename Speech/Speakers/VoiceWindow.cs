namespace Platform.Speech.Speakers;

/// <summary>Represents a stretch of speech that is long enough to identify its speaker.</summary>
/// <param name="First">The index of its first sample.</param>
/// <param name="Samples">The number of samples; fewer than <see cref="Length"/> if the segment is shorter, in which case it is repeated.</param>
/// <param name="From">The second of the sound from which on words belong to this window.</param>
/// <param name="To">The second up to which words belong to this window.</param>
/// <param name="Segment">The index of its segment of speech, from 0.</param>
internal readonly record struct VoiceWindow(long First, int Samples, double From, double To, int Segment)
{
    /// <summary>The number of samples that the model takes: 160 of its frames.</summary>
    public const int Length = 25_840;

    /// <summary>The sample rate.</summary>
    public const int Rate = 16_000;

    /// <summary>Gets the seconds of speech that it represents.</summary>
    public double Seconds => To - From;
}
