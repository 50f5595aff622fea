using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Platform.ApiGateway.GraphQl;

/// <summary>Lists the media types of responses (GraphQL over HTTP, working draft).</summary>
internal enum GraphQlMedia
{
    /// <summary><c>application/json</c>: the status of a well-formed response is 200, whatever it contains.</summary>
    Json,

    /// <summary><c>application/graphql-response+json</c>: the status shows whether the request could be executed.</summary>
    GraphQlResponse,
}

internal static class GraphQlMediaTypes
{
    private const string Json = "application/json";
    private const string GraphQlResponse = "application/graphql-response+json";

    public static string ContentType(this GraphQlMedia media) => (media == GraphQlMedia.Json ? Json : GraphQlResponse) + "; charset=utf-8";

    /// <summary>Selects the media type that the client prefers, the first of equal ones; null if it accepts neither.</summary>
    public static GraphQlMedia? Negotiate(StringValues accept)
    {
        if (accept.All(string.IsNullOrWhiteSpace))
        {
            return GraphQlMedia.Json;
        }

        if (!MediaTypeHeaderValue.TryParseList([.. accept.OfType<string>()], out var ranges))
        {
            return null;
        }

        return ranges
            .Where(range => range.Quality is not 0)
            .OrderByDescending(range => range.Quality ?? 1)
            .Select(range => range.MediaType.Value?.ToLowerInvariant() switch
            {
                Json or "application/*" or "*/*" => (GraphQlMedia?)GraphQlMedia.Json,
                GraphQlResponse => GraphQlMedia.GraphQlResponse,
                _ => null,
            })
            .FirstOrDefault(media => media is not null);
    }
}
