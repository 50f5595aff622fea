using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Platform.Frontend.Gateway;

namespace Platform.Frontend.Session;

/// <summary>Handles the session cookie, which contains the user and, encrypted, the tokens. Scripts cannot read it.</summary>
internal sealed class SessionCookie(SessionStore sessions, TokenRenewal renewal) : CookieAuthenticationEvents
{
    private const string Access = "access";
    private const string Refresh = "refresh";
    private const string ExpiresAt = "expires_at";

    public static AuthenticationProperties With(Tokens tokens)
    {
        var properties = new AuthenticationProperties { IsPersistent = true };
        Store(properties, tokens);
        return properties;
    }

    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        if (context.Principal?.FindFirstValue(SessionStore.IdClaim) is not { } id || Read(context.Properties) is not { } ofCookie)
        {
            await RejectAsync(context);
            return;
        }

        var session = sessions.GetOrAdd(id, () => ofCookie);
        try
        {
            await renewal.GetTokenAsync(session, null, context.HttpContext.RequestAborted);
        }
        catch (SessionEndedException)
        {
            await RejectAsync(context);
            return;
        }
        catch (Exception exception) when (exception is GatewayUnavailableException or GatewayException or OperationCanceledException)
        {
            // The session may still be valid: the page is shown and reports that the platform is unavailable.
        }

        if (session.Tokens != ofCookie)
        {
            Store(context.Properties, session.Tokens);
            context.ShouldRenew = true;
        }
    }

    // The page navigates itself, and ignores the return URL in the query.
    public override Task RedirectToReturnUrl(RedirectContext<CookieAuthenticationOptions> context) => Task.CompletedTask;

    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context)
    {
        // Scripts, players and downloads need a status; only a navigation needs the sign-in page.
        var mode = context.Request.Headers["Sec-Fetch-Mode"];
        if (mode.Count > 0 ? mode != "navigate" : !context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }

        return base.RedirectToLogin(context);
    }

    private static async Task RejectAsync(CookieValidatePrincipalContext context)
    {
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync();
    }

    private static void Store(AuthenticationProperties properties, Tokens tokens) => properties.StoreTokens(
    [
        new() { Name = Access, Value = tokens.Access },
        new() { Name = Refresh, Value = tokens.Refresh },
        new() { Name = ExpiresAt, Value = tokens.ExpiresAt.ToString("o", CultureInfo.InvariantCulture) },
    ]);

    private static Tokens? Read(AuthenticationProperties properties) =>
        properties.GetTokenValue(Access) is { } access
        && properties.GetTokenValue(Refresh) is { } refresh
        && DateTimeOffset.TryParse(properties.GetTokenValue(ExpiresAt), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var expiresAt)
            ? new(access, refresh, expiresAt)
            : null;
}
