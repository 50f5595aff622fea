using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Links;

/// <summary>
/// Handles the cookie that holds the token of a link while it is open: players cannot send headers. It is sent with requests for the linked captions
/// only, and scripts cannot read it.
/// </summary>
internal static class LinkCookie
{
    private const string Name = "platform-link";
    private const int MaxToken = 100;

    /// <summary>Checks whether a text has the form of a token.</summary>
    public static bool IsToken(string text) => text.Length is > 0 and <= MaxToken && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    /// <summary>Gets the token that came with a request; null if there is none.</summary>
    public static string? Find(HttpContext context) => context.Request.Cookies[Name] is { } token && IsToken(token) ? token : null;

    /// <summary>Keeps a token until its link expires.</summary>
    /// <param name="context">The request.</param>
    /// <param name="place">Where the link was opened.</param>
    /// <param name="opened">What it opens.</param>
    /// <param name="token">The token.</param>
    public static void Set(HttpContext context, LinkPlace place, LinkedCaptions opened, string token)
    {
        var options = new CookieOptions
        {
            HttpOnly = true,
            Path = place.PathOf(opened.JobId),
            Expires = opened.ExpiresAt,
            Secure = place.IsFrame || context.Request.IsHttps,
            SameSite = place.IsFrame ? SameSiteMode.None : SameSiteMode.Lax,
        };
        if (place.IsFrame)
        {
            // In a frame of another site, each site has a cookie of its own; browsers drop all others there.
            options.Extensions.Add("Partitioned");
        }

        context.Response.Cookies.Append(Name, token, options);
    }
}
