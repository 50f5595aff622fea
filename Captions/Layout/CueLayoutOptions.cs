using Platform.Contracts.PublicApi;

namespace Platform.Captions.Layout;

/// <summary>Captioning practice: what a viewer can read.</summary>
public sealed record CueLayoutOptions
{
    /// <summary>Most columns of a line; only a single longer word goes past it. Wide characters take two columns.</summary>
    public int LineLength { get; init; } = 42;

    /// <summary>Most lines of a cue, 1 to 3.</summary>
    public int Lines { get; init; } = 2;

    /// <summary>Shortest time on screen in seconds, where neighbours leave room.</summary>
    public double MinSeconds { get; init; } = 5 / 6d;

    /// <summary>Longest time on screen in seconds.</summary>
    public double MaxSeconds { get; init; } = 7;

    /// <summary>A pause from which on a cue ends, in seconds.</summary>
    public double BreakSeconds { get; init; } = 1.5;

    /// <summary>Columns a second that a viewer reads.</summary>
    public double ReadingSpeed { get; init; } = 20;

    /// <summary>What is left empty between two cues, in seconds: two frames of film, so that a viewer sees the text change.</summary>
    public double GapSeconds { get; init; } = 0.083;

    /// <summary>A pause up to which a cue stays until the next one comes, in seconds; a shorter empty screen would flicker.</summary>
    public double ChainSeconds { get; init; } = 0.3;

    /// <summary>BCP 47 tag of what is spoken, which decides the words that lines are not broken after; null has it guessed by the words.</summary>
    public string? Language { get; init; }

    /// <summary>The options that a job asks for; what is out of range is pulled in.</summary>
    public static CueLayoutOptions From(CaptionStyle? style, string? language = null)
    {
        var usual = new CueLayoutOptions { Language = language };
        return usual with
        {
            Lines = Math.Clamp(style?.Lines ?? usual.Lines, 1, 3),
            LineLength = Math.Clamp(style?.LineLength ?? usual.LineLength, 20, 60),
            ReadingSpeed = style?.CharactersPerSecond is >= 10 and <= 30 and var speed ? speed : usual.ReadingSpeed,
        };
    }
}
