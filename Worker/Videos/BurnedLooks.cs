using Platform.Captions.Formats;
using Platform.Contracts.PublicApi;
using Platform.Worker.Media;

namespace Platform.Worker.Videos;

/// <summary>Chooses how burned captions look, so that they are as large in every picture, upright ones too.</summary>
internal static class BurnedLooks
{
    // Sizes are for a picture whose shorter side has so many pixels; the longer one is bounded, however long the picture is.
    private const int ShortSide = 1080;
    private const int MaxLongSide = 8 * ShortSide;
    private const int Small = 44;
    private const int Medium = 60;
    private const int Large = 80;

    /// <summary>Chooses the look.</summary>
    /// <param name="style">What was asked for; null for the defaults.</param>
    /// <param name="picture">The picture.</param>
    /// <param name="language">The BCP 47 tag of the captions.</param>
    public static CaptionLook Of(BurnedStyle? style, PictureInfo picture, string language)
    {
        var (width, height) = SizeOf(picture);
        var size = style?.Size switch { BurnedStyle.Small => Small, BurnedStyle.Large => Large, _ => Medium };
        return new CaptionLook(width, height, FontOf(language), size, style?.Position == BurnedStyle.Top, DetectsDirection: true);
    }

    private static (int Width, int Height) SizeOf(PictureInfo picture) =>
        picture is not { Width: > 0, Height: > 0 } ? (CaptionLook.Usual.Width, CaptionLook.Usual.Height)
        : picture.Width >= picture.Height ? (Long(picture.Width, picture.Height), ShortSide)
        : (ShortSide, Long(picture.Height, picture.Width));

    private static int Long(int longer, int shorter) => (int)Math.Min(MaxLongSide, Math.Round((double)ShortSide * longer / shorter));

    // Chinese, Japanese and Korean write some characters in ways of their own, which Unicode does not distinguish. Letters that a font lacks come from
    // any other that is installed.
    private static string FontOf(string language)
    {
        var parts = language.Split('-');
        return parts[0].ToUpperInvariant() switch
        {
            "YUE" => "Noto Sans CJK TC",
            "ZH" or "CMN" => parts.Skip(1).Any(static part => part.ToUpperInvariant() is "HANT" or "TW" or "HK" or "MO") ? "Noto Sans CJK TC" : "Noto Sans CJK SC",
            "JA" => "Noto Sans CJK JP",
            "KO" => "Noto Sans CJK KR",
            _ => "Noto Sans",
        };
    }
}
