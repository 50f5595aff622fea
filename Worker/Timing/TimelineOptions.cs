namespace Platform.Worker.Timing;

/// <summary>Configures how timestamps are followed.</summary>
/// <param name="SampleRate">The sample rate.</param>
/// <param name="Zero">The timestamp of presentation time 0, in seconds.</param>
/// <param name="HasLooseClock">Whether the clock may restart within the recording, so that a leap of an hour is not elapsed time.</param>
internal sealed record TimelineOptions(int SampleRate, double Zero, bool HasLooseClock)
{
    /// <summary>Gets the difference in seconds below which a timestamp counts as rounded; half of the permitted error of cues.</summary>
    public double Tolerance { get; init; } = 0.02;

    /// <summary>Gets how much sound, in seconds, has to confirm a leap, so that a single wrong timestamp has no effect.</summary>
    public double Confirmed { get; init; } = 0.1;

    /// <summary>
    /// Gets the gap in seconds from which on silence is inserted into the sound, so that the words on both sides are not recognised as one.
    /// </summary>
    public double SmallestPause { get; init; } = 0.2;

    /// <summary>Gets the maximum silence for one gap, in seconds.</summary>
    public double LongestPause { get; init; } = 1;

    /// <summary>Gets the step back in seconds above which a clock has restarted: another recording was appended.</summary>
    public double SmallestRestart { get; init; } = 1;

    /// <summary>Gets the step ahead in seconds above which a loose clock is that of another recording too.</summary>
    public double LongestLooseGap { get; init; } = 3600;

    /// <summary>Gets the number of marks from which on only noticeable leaps are followed; above twice as many, none.</summary>
    public int ManyMarks { get; init; } = 10_000;
}
