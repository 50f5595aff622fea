namespace Platform.Contracts.PublicApi;

/// <summary>Represents a stretch of a recording.</summary>
/// <param name="Start">The start in seconds from the start of the recording.</param>
/// <param name="End">The end in seconds, at least 0.1 s after the start.</param>
public sealed record CaptionRange(double Start, double End)
{
    /// <summary>The minimum length, in seconds.</summary>
    public const double MinSeconds = 0.1;

    /// <summary>The latest end, in seconds: a week.</summary>
    public const int MaxEnd = 7 * 24 * 60 * 60;
}
