using Microsoft.AspNetCore.Localization;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.Requests;

namespace Platform.Frontend.Wording;

/// <summary>Finds the language of a request: the one that the visitor has chosen, else the first that their browser asks for and the page speaks.</summary>
internal sealed class VisitorLanguage : RequestCultureProvider
{
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

    private static PageLanguage? Asked(HttpRequest request) => PageLanguage.Find(PreferredLanguage.Of(request, SpokenLanguages.All));
}
