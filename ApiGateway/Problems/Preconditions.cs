using Microsoft.Net.Http.Headers;

namespace Platform.ApiGateway.Problems;

/// <summary>Evaluates conditional requests (RFC 9110, section 13).</summary>
internal static class Preconditions
{
    /// <summary>Checks whether the client already has this version: <c>If-None-Match</c>, weak comparison.</summary>
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

    /// <summary>Checks whether <c>If-Match</c> names this version, by strong comparison; null without the header.</summary>
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
