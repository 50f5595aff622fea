using Platform.Contracts.PublicApi;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Captions;

/// <summary>Gets the names of caption formats that users know.</summary>
internal static class CaptionFormatNames
{
    public static string Of(CaptionFormat format) =>
        format == CaptionFormat.Vtt ? "WebVTT"
        : format == CaptionFormat.Text ? Words.CaptionText
        : format == CaptionFormat.TextWithTimes ? Words.CaptionTextWithTimes
        : format.Name.ToUpperInvariant();
}
