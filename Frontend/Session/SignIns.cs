using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Gateway;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Session;

/// <summary>Begins and ends sessions; only within a request, where the cookie can be written.</summary>
internal sealed partial class SignIns(AccountApi accounts, SessionStore sessions, TimeProvider time, ILogger<SignIns> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Makes an account, which is written to in the language of the page, and signs in.</summary>
    public async Task RegisterAsync(string email, string password, HttpContext context)
    {
        await accounts.RegisterAsync(new(email, password, PageLanguage.Current.Tag), context.RequestAborted);
        await SignInAsync(email, password, context);
    }

    /// <exception cref="GatewayException">Wrong password, a code that is missing or wrong, locked out, too many tries.</exception>
    public async Task SignInAsync(string email, string password, HttpContext context, string? code = null)
    {
        var response = await accounts.SignInAsync(new(email, password, code), context.RequestAborted);
        await BeginAsync(Tokens.From(response, time), context);
    }

    /// <summary>Writes the cookie anew after the account got another address.</summary>
    public async Task RenameAsync(HttpContext context)
    {
        if (sessions.Find(context.User) is { } session)
        {
            var user = await accounts.WhoAmIAsync(session.Tokens.Access, context.RequestAborted);
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

        // First told, then ended, and told whatever becomes of the request: a page that meets the end of its session goes to
        // the page for signing in by itself, and that breaks off this request before its tokens are revoked.
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            await accounts.SignOutAsync(session.Tokens.Access, patience.Token);
        }
        catch (Exception exception) when (exception is GatewayException or GatewayUnavailableException or OperationCanceledException)
        {
            // Signed out here all the same; the tokens are gone with the cookie and end by themselves.
            LogNotTold(exception.Message);
        }
        finally
        {
            session.End();
        }
    }

    private async Task BeginAsync(Tokens tokens, HttpContext context)
    {
        UserResponse user = await accounts.WhoAmIAsync(tokens.Access, context.RequestAborted);
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
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Signed out, but ApiGateway could not be told: {Reason}")]
    private partial void LogNotTold(string reason);
}
