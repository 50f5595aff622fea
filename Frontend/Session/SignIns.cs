using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Platform.Frontend.Gateway;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Session;

/// <summary>Starts and ends sessions, within a request in which the cookie can be written.</summary>
internal sealed partial class SignIns(AccountApi accounts, SessionStore sessions, TimeProvider time, ILogger<SignIns> logger)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>Creates an account with the language of the page, and signs in.</summary>
    public async Task RegisterAsync(string email, string password, HttpContext context)
    {
        await accounts.RegisterAsync(new(email, password, PageLanguage.Current.Tag), context.RequestAborted);
        await SignInAsync(email, password, context);
    }

    /// <summary>Starts a session, and selects the language of the account in this browser.</summary>
    /// <exception cref="GatewayException">Wrong password, missing or wrong code, locked out, or too many attempts.</exception>
    public async Task SignInAsync(string email, string password, HttpContext context, string? code = null)
    {
        var response = await accounts.SignInAsync(new(email, password, code), context.RequestAborted);
        await BeginAsync(Tokens.From(response, time), context);
    }

    /// <summary>Writes the cookie again after the account's address was changed.</summary>
    public async Task RenameAsync(HttpContext context)
    {
        if (sessions.Find(context.User) is { } session)
        {
            var user = await accounts.GetUserAsync(session.Tokens.Access, context.RequestAborted);
            IEnumerable<Claim> claims = [.. context.User.Claims.Where(claim => claim.Type != ClaimTypes.Name), new(ClaimTypes.Name, user.Email)];
            await context.SignInAsync(new ClaimsPrincipal(new ClaimsIdentity(claims, CookieAuthenticationDefaults.AuthenticationScheme)), SessionCookie.With(session.Tokens));
        }
    }

    public async Task SignOutAsync(HttpContext context)
    {
        var session = sessions.Find(context.User);
        await context.SignOutAsync();
        if (session is null)
        {
            return;
        }

        // Revoked first and then ended, and not cancelled with the request: a page whose session has ended navigates to the sign-in page, which
        // aborts this request before its tokens are revoked.
        using var patience = new CancellationTokenSource(s_patience, time);
        try
        {
            await accounts.SignOutAsync(session.Tokens.Access, patience.Token);
        }
        catch (Exception exception) when (exception is GatewayException or GatewayUnavailableException or OperationCanceledException)
        {
            // Signed out here in any case; the tokens are deleted with the cookie and expire.
            LogNotRevoked(exception.Message);
        }
        finally
        {
            session.End();
        }
    }

    private async Task BeginAsync(Tokens tokens, HttpContext context)
    {
        var user = await accounts.GetUserAsync(tokens.Access, context.RequestAborted);
        var id = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
        List<Claim> claims =
        [
            new(SessionStore.IdClaim, id),
            new(ClaimTypes.NameIdentifier, user.Id.ToString()),
            new(ClaimTypes.Name, user.Email),
            .. user.Roles.Select(role => new Claim(ClaimTypes.Role, role)),
        ];
        sessions.GetOrAdd(id, () => tokens);
        var identity = new ClaimsIdentity(claims, CookieAuthenticationDefaults.AuthenticationScheme);
        await context.SignInAsync(new ClaimsPrincipal(identity), SessionCookie.With(tokens));
        if (PageLanguage.Find(user.Language) is { } language)
        {
            VisitorLanguage.Choose(context, language);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Tokens of a signed-out session could not be revoked at ApiGateway: {Reason}")]
    private partial void LogNotRevoked(string reason);
}
