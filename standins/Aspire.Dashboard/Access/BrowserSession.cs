using Microsoft.AspNetCore.Http;

namespace Aspire.Dashboard.Access;

/// <summary>A browser is signed in by showing the token once; from then on a cookie says so. The cookie does not tell the token,
/// because cookies are sent to every port of a host.</summary>
internal sealed class BrowserSession(SharedSecret token)
{
    private readonly SharedSecret _session = token.Derive("browser session");

    // A name per port: several dashboards on one machine do not sign each other out.
    private static string CookieName(HttpRequest request) => $"aspire-dashboard-{request.Host.Port}";

    public bool IsSignedIn(HttpRequest request) => request.Cookies.TryGetValue(CookieName(request), out var value) && _session.Matches(value);

    public bool TrySignIn(HttpContext context, string? candidate)
    {
        if (!token.Matches(candidate))
        {
            return false;
        }

        context.Response.Cookies.Append(CookieName(context.Request), _session.Text, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            IsEssential = true,
            MaxAge = TimeSpan.FromDays(3),
            Path = "/",
        });
        return true;
    }

    public static void SignOut(HttpContext context) => context.Response.Cookies.Delete(CookieName(context.Request), new CookieOptions { Path = "/" });
}
