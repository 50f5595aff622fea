using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Platform.ServiceDefaults.Requests;

/// <summary>Selects one of the supported languages by the user's preference.</summary>
public static class PreferredLanguage
{
    // Browsers send a handful; a header with hundreds of entries is not read to its end.
    private const int MaxAsked = 20;

    /// <summary>
    /// Finds the supported language of a tag, ignoring the region: <c>pt</c> and <c>pt-PT</c> match <c>pt-BR</c>. Null if there is none.
    /// </summary>
    /// <param name="tag">The preferred language (BCP 47).</param>
    /// <param name="spoken">The tags of the supported languages.</param>
    public static string? Find(string? tag, IReadOnlyList<string> spoken) =>
        tag is null ? null : spoken.FirstOrDefault(language => Primary(language).Equals(Primary(tag), StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Finds the supported language that a request prefers by <c>Accept-Language</c>; null if there is none, or the header is invalid.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="spoken">The tags of the supported languages.</param>
    public static string? Of(HttpRequest request, IReadOnlyList<string> spoken)
    {
        ArgumentNullException.ThrowIfNull(request);

        // A language with q=0 is not accepted.
        return StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out var asked)
            ? asked.Take(MaxAsked).Where(one => one.Quality != 0).OrderByDescending(one => one.Quality ?? 1)
                .Select(one => Find(one.Value.ToString(), spoken)).FirstOrDefault(language => language is not null)
            : null;
    }

    private static ReadOnlySpan<char> Primary(string tag) => tag.IndexOf('-', StringComparison.Ordinal) is var end and > 0 ? tag.AsSpan(0, end) : tag;
}
