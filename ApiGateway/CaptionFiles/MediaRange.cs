using Microsoft.Net.Http.Headers;
using Platform.ObjectStorage;

namespace Platform.ApiGateway.CaptionFiles;

/// <summary>Parses the header <c>Range</c>: one range of bytes. Several ranges and invalid values are ignored.</summary>
internal static class MediaRange
{
    /// <summary>Reads the range; false if it is outside the recording.</summary>
    public static bool TryRead(HttpRequest request, long length, EntityTagHeaderValue etag, out ByteRange? range)
    {
        range = null;

        // RFC 9110, 14.2: the header is ignored for all methods except GET.
        if (!HttpMethods.IsGet(request.Method)
            || request.Headers.Range.Count == 0
            || !RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out var header)
            || !header.Unit.Equals("bytes", StringComparison.OrdinalIgnoreCase)
            || header.Ranges.Count != 1
            || !IfRangeHolds(request, etag))
        {
            return true;
        }

        var asked = header.Ranges.First();
        var (from, to) = asked switch
        {
            { From: { } f, To: { } t } => (f, Math.Min(t, length - 1)),
            { From: { } f } => (f, length - 1),
            { To: { } last } => (Math.Max(0, length - last), length - 1),
            _ => (0, length - 1),
        };
        if (from >= length || to < from)
        {
            return false;
        }

        range = new ByteRange(from, to - from + 1);
        return true;
    }

    private static bool IfRangeHolds(HttpRequest request, EntityTagHeaderValue etag) =>
        request.Headers.IfRange.Count == 0
        || (RangeConditionHeaderValue.TryParse(request.Headers.IfRange.ToString(), out var condition)
            && condition.EntityTag is { } tag && tag.Compare(etag, useStrongComparison: true));
}
