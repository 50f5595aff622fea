namespace Platform.Contracts.PublicApi;

/// <summary>How captions are laid out; null for common practice.</summary>
/// <param name="Lines">Most lines of a cue, 1 to 3; 2 unless said.</param>
/// <param name="LineLength">Most characters of a line, 20 to 60; 42 unless said. Wide ones, such as Chinese, count double.</param>
/// <param name="CharactersPerSecond">What a viewer reads in a second, 10 to 30; 20 unless said.</param>
public sealed record CaptionStyle(int? Lines = null, int? LineLength = null, double? CharactersPerSecond = null);
