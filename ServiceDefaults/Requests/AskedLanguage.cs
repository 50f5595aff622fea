using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Platform.ServiceDefaults.Requests;

/// <summary>Which of the languages that are spoken somebody asks for.</summary>
public static class AskedLanguage
{
    // Browsers name a handful; a header that names hundreds is not read to its end.
    private const int MostAsked = 20;

    /// <summary>The one of a tag, whatever its region: where <c>pt-BR</c> is spoken, <c>pt</c> and <c>pt-PT</c> are that. Null where there is none.</summary>
    /// <param name="tag">What is asked for (BCP 47).</param>
    /// <param name="spoken">The tags of what is spoken.</param>
    public static string? Find(string? tag, IReadOnlyList<string> spoken) =>
        tag is null ? null : spoken.FirstOrDefault(language => Primary(language).Equals(Primary(tag), StringComparison.OrdinalIgnoreCase));

    /// <summary>The one that a request asks for most by <c>Accept-Language</c>; null where it asks for none, or the header cannot be read.</summary>
    /// <param name="request">The request.</param>
    /// <param name="spoken">The tags of what is spoken.</param>
    public static string? Of(HttpRequest request, IReadOnlyList<string> spoken)
    {
        ArgumentNullException.ThrowIfNull(request);

        // What is not wanted (q=0) is not asked for.
        return StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out var asked)
            ? asked.Take(MostAsked).Where(one => one.Quality != 0).OrderByDescending(one => one.Quality ?? 1)
                .Select(one => Find(one.Value.ToString(), spoken)).FirstOrDefault(language => language is not null)
            : null;
    }

    private static ReadOnlySpan<char> Primary(string tag) => tag.IndexOf('-', StringComparison.Ordinal) is var end and > 0 ? tag.AsSpan(0, end) : tag;
}
