namespace Platform.Captions.Formats;

/// <summary>Describes how cues look in formats that say so.</summary>
/// <param name="Width">The width of the picture that sizes are for, in pixels.</param>
/// <param name="Height">The height of that picture.</param>
/// <param name="Font">The name of the font.</param>
/// <param name="FontSize">The size of the letters, in pixels of that picture.</param>
/// <param name="IsAtTop">Whether cues are at the top of the picture; otherwise at the bottom.</param>
/// <param name="DetectsDirection">Whether a line runs from the right if its text does, which only libass knows.</param>
public sealed record CaptionLook(int Width, int Height, string Font, int FontSize, bool IsAtTop, bool DetectsDirection)
{
    /// <summary>Gets the look of exported files: one that every player has.</summary>
    public static CaptionLook Usual { get; } = new(1920, 1080, "Arial", 60, IsAtTop: false, DetectsDirection: false);
}
