using Microsoft.AspNetCore.Localization;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.Requests;

namespace Platform.Frontend.Wording;

/// <summary>
/// Determines the language of a request: the one the visitor has selected, else the browser's first preference among the supported ones.
/// </summary>
internal sealed class VisitorLanguage : RequestCultureProvider
{
    public override Task<ProviderCultureResult?> DetermineProviderCultureResult(HttpContext httpContext)
    {
        var language = Of(httpContext.Request);
        return Task.FromResult<ProviderCultureResult?>(new(language.Formats.Name, language.Texts.Name));
    }

    /// <summary>Gets the language for a request.</summary>
    public static PageLanguage Of(HttpRequest request) =>
        Chosen(request) ?? Preferred(request) ?? PageLanguage.English;

    /// <summary>Selects a language for the next requests of the browser, as language.js does.</summary>
    public static void Choose(HttpContext context, PageLanguage language) => context.Response.Cookies.Append(PageLanguage.Cookie, language.Tag, new CookieOptions
    {
        MaxAge = TimeSpan.FromDays(365),
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
    });

    // Any value but ours is ignored.
    private static PageLanguage? Chosen(HttpRequest request) =>
        request.Cookies[PageLanguage.Cookie] is { } tag ? PageLanguage.All.FirstOrDefault(language => language.Tag == tag) : null;

    private static PageLanguage? Preferred(HttpRequest request) => PageLanguage.Find(PreferredLanguage.Of(request, SpokenLanguages.All));
}
