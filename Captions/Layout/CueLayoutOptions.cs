namespace Platform.Captions.Layout;

/// <summary>Captioning practice: what a viewer can read.</summary>
public sealed record CueLayoutOptions
{
    /// <summary>Most characters of a line; only a single longer word goes past it.</summary>
    public int LineLength { get; init; } = 42;

    /// <summary>Shortest time on screen in seconds, where neighbours leave room.</summary>
    public double MinSeconds { get; init; } = 1;

    /// <summary>Longest time on screen in seconds.</summary>
    public double MaxSeconds { get; init; } = 7;

    /// <summary>A pause from which on a cue ends, in seconds.</summary>
    public double BreakSeconds { get; init; } = 1.5;

    /// <summary>Characters a second that a viewer reads.</summary>
    public double ReadingSpeed { get; init; } = 20;

    /// <summary>How long a cue stays after its last word, in seconds, where there is room.</summary>
    public double LingerSeconds { get; init; } = 0.3;
}
