namespace Platform.Worker.Timing;

/// <summary>How timestamps are followed.</summary>
/// <param name="SampleRate">Samples a second.</param>
/// <param name="Zero">Timestamp of presentation time 0, in seconds.</param>
/// <param name="HasLooseClock">Whether the clock may start anew within the recording, so that a leap of an hour is none of its time.</param>
internal sealed record TimelineOptions(int SampleRate, double Zero, bool HasLooseClock)
{
    /// <summary>Difference in seconds below which a timestamp is taken as rounded; half of what cues may be off.</summary>
    public double Tolerance { get; init; } = 0.02;

    /// <summary>How much sound, in seconds, has to agree on a leap: a single wrong timestamp moves nothing.</summary>
    public double Confirmed { get; init; } = 0.1;

    /// <summary>Gap in seconds from which on silence stands for it in the sound, so that the words on both sides are not heard as one.</summary>
    public double SmallestPause { get; init; } = 0.2;

    /// <summary>Most silence for one gap, in seconds.</summary>
    public double LongestPause { get; init; } = 1;

    /// <summary>A clock that goes back by more, in seconds, has started anew: another recording was joined.</summary>
    public double SmallestRestart { get; init; } = 1;

    /// <summary>A loose clock that leaps ahead by more, in seconds, is that of another recording too.</summary>
    public double LongestLooseGap { get; init; } = 3600;

    /// <summary>From so many marks on, only leaps that can be noticed are followed; from twice as many on, none.</summary>
    public int ManyMarks { get; init; } = 10_000;
}
