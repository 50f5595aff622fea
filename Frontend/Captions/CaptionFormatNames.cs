using Platform.Contracts.PublicApi;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Captions;

/// <summary>Names the formats of captions as people know them.</summary>
internal static class CaptionFormatNames
{
    public static string Of(CaptionFormat format) =>
        format == CaptionFormat.Vtt ? "WebVTT"
        : format == CaptionFormat.Text ? Words.CaptionText
        : format == CaptionFormat.TextWithTimes ? Words.CaptionTextWithTimes
        : format.Name.ToUpperInvariant();
}
