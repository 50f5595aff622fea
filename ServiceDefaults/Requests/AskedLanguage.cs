using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Platform.ServiceDefaults.Requests;

/// <summary>The language that a request asks for by <c>Accept-Language</c>.</summary>
public static class AskedLanguage
{
    // Browsers name a handful; a header that names hundreds is not read to its end.
    private const int MostAsked = 20;

    /// <summary>The most wanted of those that are spoken; null where none is asked for, or the header cannot be read.</summary>
    /// <param name="request">The request.</param>
    /// <param name="find">Gives the language that is spoken for a tag, or null.</param>
    public static string? Of(HttpRequest request, Func<string, string?> find)
    {
        ArgumentNullException.ThrowIfNull(request);

        // What is not wanted (q=0) is not asked for.
        return StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out var asked)
            ? asked.Take(MostAsked).Where(one => one.Quality != 0).OrderByDescending(one => one.Quality ?? 1)
                .Select(one => find(one.Value.ToString())).FirstOrDefault(language => language is not null)
            : null;
    }
}
