using Platform.Frontend.Gateway;
using Platform.Frontend.Session;
using Platform.Frontend.Shell;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Account;

/// <summary>
/// Stores the language that a signed-in visitor selects in the account, so that it also holds in other browsers and for e-mails. In the browser at
/// hand, language.js keeps it.
/// </summary>
internal sealed partial class LanguageChoice(AccountApi accounts, SessionStore sessions, TokenRenewal renewal, ILogger<LanguageChoice> logger)
{
    /// <summary>The start of the path that language.js requests, which ends with the tag.</summary>
    public const string Path = "/account/language/";

    /// <summary>Stores a language.</summary>
    /// <param name="tag">The tag of one of <see cref="PageLanguage.All"/>.</param>
    /// <param name="context">The request of the visitor.</param>
    /// <returns>204; 404 for another tag, 403 for a page of another site, 401 if the session has ended, 503 if ApiGateway does not answer now.</returns>
    public async Task<IResult> StoreAsync(string tag, HttpContext context)
    {
        if (!PageLanguage.All.Any(language => language.Tag == tag))
        {
            return TypedResults.NotFound();
        }

        if (!SameOrigin.Permits(context.Request))
        {
            return TypedResults.StatusCode(StatusCodes.Status403Forbidden);
        }

        if (sessions.Find(context.User) is not { } session)
        {
            return TypedResults.Unauthorized();
        }

        try
        {
            var token = await renewal.GetTokenAsync(session, null, context.RequestAborted);
            await accounts.SetLanguageAsync(token, tag, context.RequestAborted);
            return TypedResults.NoContent();
        }
        catch (SessionEndedException)
        {
            return TypedResults.Unauthorized();
        }
        catch (Exception exception) when (exception is GatewayException or GatewayUnavailableException)
        {
            LogNotStored(exception.Message);
            return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The language of an account could not be stored: {Reason}")]
    private partial void LogNotStored(string reason);
}
