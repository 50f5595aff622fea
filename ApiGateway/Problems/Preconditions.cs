using Microsoft.Net.Http.Headers;

namespace Platform.ApiGateway.Problems;

/// <summary>Conditional requests (RFC 9110, section 13).</summary>
internal static class Preconditions
{
    /// <summary>Whether the client has this version already: <c>If-None-Match</c>, weak comparison.</summary>
    public static bool IsKnown(HttpRequest request, string etag)
    {
        if (request.Headers.IfNoneMatch.Count == 0
            || !EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch!, out var tags))
        {
            return false;
        }

        var own = EntityTagHeaderValue.Parse(etag);
        return tags.Any(t => t.Equals(EntityTagHeaderValue.Any) || t.Compare(own, useStrongComparison: false));
    }

    /// <summary>Whether <c>If-Match</c> names this version, strong comparison; null when the header is not there.</summary>
    public static bool? IsMatch(HttpRequest request, string etag)
    {
        if (request.Headers.IfMatch.Count == 0)
        {
            return null;
        }

        var own = EntityTagHeaderValue.Parse(etag);
        return EntityTagHeaderValue.TryParseList(request.Headers.IfMatch!, out var tags)
            && tags.Any(t => t.Equals(EntityTagHeaderValue.Any) || t.Compare(own, useStrongComparison: true));
    }
}
