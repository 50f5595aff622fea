using Platform.Contracts.PublicApi;

namespace Platform.Captions.Layout;

/// <summary>Configures the layout of cues, with defaults from common captioning practice.</summary>
public sealed record CueLayoutOptions
{
    /// <summary>Gets the maximum number of columns in a line; only a single longer word exceeds it. Wide characters take two columns.</summary>
    public int LineLength { get; init; } = CaptionStyle.DefaultLineLength;

    /// <summary>Gets the maximum number of lines in a cue.</summary>
    public int Lines { get; init; } = CaptionStyle.DefaultLines;

    /// <summary>Gets the minimum display time in seconds, if the neighbouring cues permit it.</summary>
    public double MinSeconds { get; init; } = 5 / 6d;

    /// <summary>Gets the maximum display time in seconds.</summary>
    public double MaxSeconds { get; init; } = 7;

    /// <summary>Gets the pause in seconds from which on a cue ends.</summary>
    public double BreakSeconds { get; init; } = 1.5;

    /// <summary>Gets the reading speed of viewers in columns per second.</summary>
    public double ReadingSpeed { get; init; } = CaptionStyle.DefaultCharactersPerSecond;

    /// <summary>Gets the gap between two cues in seconds: two frames of film, so that viewers notice the change of text.</summary>
    public double GapSeconds { get; init; } = 0.083;

    /// <summary>Gets the pause in seconds up to which a cue is displayed until the next one; a shorter empty screen would flicker.</summary>
    public double ChainSeconds { get; init; } = 0.3;

    /// <summary>
    /// Gets the BCP 47 tag of the spoken language, which determines the words after which lines are not broken; null to guess it from the words.
    /// </summary>
    public string? Language { get; init; }

    /// <summary>Creates the options for a job's style; values out of range are clamped.</summary>
    public static CueLayoutOptions From(CaptionStyle? style, string? language = null)
    {
        var usual = new CueLayoutOptions { Language = language };
        return usual with
        {
            Lines = Math.Clamp(style?.Lines ?? usual.Lines, CaptionStyle.MinLines, CaptionStyle.MaxLines),
            LineLength = Math.Clamp(style?.LineLength ?? usual.LineLength, CaptionStyle.MinLineLength, CaptionStyle.MaxLineLength),
            ReadingSpeed = style?.CharactersPerSecond is >= CaptionStyle.MinCharactersPerSecond and <= CaptionStyle.MaxCharactersPerSecond and var speed ? speed : usual.ReadingSpeed,
        };
    }
}
