namespace Platform.Contracts.PublicApi;

/// <summary>Describes the layout of cues. Null values are replaced by the defaults.</summary>
/// <param name="Lines">The maximum number of lines in a cue, 1 to 3.</param>
/// <param name="LineLength">The maximum number of characters in a line, 20 to 60; wide ones, such as Chinese, count double.</param>
/// <param name="CharactersPerSecond">The maximum reading speed, 10 to 30.</param>
public sealed record CaptionStyle(int? Lines = null, int? LineLength = null, double? CharactersPerSecond = null)
{
    /// <summary>The minimum of <see cref="Lines"/>.</summary>
    public const int MinLines = 1;

    /// <summary>The maximum of <see cref="Lines"/>.</summary>
    public const int MaxLines = 3;

    /// <summary>The default of <see cref="Lines"/>.</summary>
    public const int DefaultLines = 2;

    /// <summary>The minimum line length.</summary>
    public const int MinLineLength = 20;

    /// <summary>The maximum line length.</summary>
    public const int MaxLineLength = 60;

    /// <summary>The default line length.</summary>
    public const int DefaultLineLength = 42;

    /// <summary>The minimum of the reading speed, in characters per second.</summary>
    public const int MinCharactersPerSecond = 10;

    /// <summary>The maximum of the reading speed, in characters per second.</summary>
    public const int MaxCharactersPerSecond = 30;

    /// <summary>The default reading speed, in characters per second.</summary>
    public const int DefaultCharactersPerSecond = 20;
}
