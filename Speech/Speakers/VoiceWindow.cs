namespace Platform.Speech.Speakers;

/// <summary>A stretch of speech that is long enough to tell whose it is.</summary>
/// <param name="First">Its first sample.</param>
/// <param name="Samples">How many it has; fewer than <see cref="Length"/> where the segment of speech is shorter, and then repeated.</param>
/// <param name="From">Second of the sound from which on a word is this window's.</param>
/// <param name="To">Second up to which.</param>
/// <param name="Segment">Which segment of speech it is in, from 0.</param>
internal readonly record struct VoiceWindow(long First, int Samples, double From, double To, int Segment)
{
    /// <summary>Samples that the model takes: 160 of its frames.</summary>
    public const int Length = 25_840;

    /// <summary>Samples in a second.</summary>
    public const int Rate = 16_000;

    /// <summary>Seconds of speech that it stands for.</summary>
    public double Seconds => To - From;
}
