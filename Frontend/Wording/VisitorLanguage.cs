using Microsoft.AspNetCore.Localization;
using Microsoft.Net.Http.Headers;

namespace Platform.Frontend.Wording;

/// <summary>Finds the language of a request: the one that the visitor has chosen, else the first that their browser asks for and the page speaks.</summary>
internal sealed class VisitorLanguage : RequestCultureProvider
{
    // Browsers name a handful; a header that names hundreds is not read to its end.
    private const int MostAsked = 20;

    public override Task<ProviderCultureResult?> DetermineProviderCultureResult(HttpContext httpContext)
    {
        var language = Of(httpContext.Request);
        return Task.FromResult<ProviderCultureResult?>(new(language.Formats.Name, language.Texts.Name));
    }

    /// <summary>The language to answer a request in.</summary>
    public static PageLanguage Of(HttpRequest request) =>
        Chosen(request) ?? Asked(request) ?? PageLanguage.English;

    // Written by our script; anything else in it is no choice.
    private static PageLanguage? Chosen(HttpRequest request) =>
        request.Cookies[PageLanguage.Cookie] is { } tag ? PageLanguage.All.FirstOrDefault(language => language.Tag == tag) : null;

    // What is not wanted (q=0) is not asked for.
    private static PageLanguage? Asked(HttpRequest request) =>
        StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out var asked)
            ? asked.Take(MostAsked).Where(one => one.Quality != 0).OrderByDescending(one => one.Quality ?? 1)
                .Select(one => PageLanguage.Find(one.Value.ToString())).FirstOrDefault(language => language is not null)
            : null;
}
