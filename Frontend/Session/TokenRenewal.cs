using System.Net;
using Platform.Frontend.Gateway;

namespace Platform.Frontend.Session;

/// <summary>Renews the access token of a session.</summary>
internal sealed partial class TokenRenewal(AccountApi accounts, TimeProvider time, ILogger<TokenRenewal> logger)
{
    // A token must not expire during the call that it is sent with.
    private static readonly TimeSpan s_margin = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    public bool IsDue(Tokens tokens) => tokens.ExpiresAt - time.GetUtcNow() < s_margin;

    /// <summary>Gets a valid access token; renews it if the current one is about to expire or was refused.</summary>
    /// <exception cref="SessionEndedException">ApiGateway refuses the refresh token.</exception>
    public async ValueTask<string> GetTokenAsync(UserSession session, string? rejected, CancellationToken cancellationToken)
    {
        if (session.HasEnded)
        {
            throw new SessionEndedException();
        }

        var tokens = session.Tokens;
        if (!IsStale(tokens, rejected))
        {
            return tokens.Access;
        }

        await session.Renewing.WaitAsync(cancellationToken);
        try
        {
            tokens = session.Tokens;
            return IsStale(tokens, rejected) ? await RenewAsync(session, tokens) : tokens.Access;
        }
        finally
        {
            session.Renewing.Release();
        }
    }

    private bool IsStale(Tokens tokens, string? rejected) => tokens.Access == rejected || IsDue(tokens);

    private async Task<string> RenewAsync(UserSession session, Tokens tokens)
    {
        try
        {
            // Not cancelled with the caller: the old refresh token is consumed as soon as the request arrives.
            using var patience = new CancellationTokenSource(s_patience, time);
            var renewed = Tokens.From(await accounts.RefreshAsync(tokens.Refresh, patience.Token), time);
            session.Renew(renewed);
            LogRenewed(renewed.ExpiresAt);
            return renewed.Access;
        }
        catch (GatewayException exception) when (exception.Status is HttpStatusCode.Unauthorized or HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity)
        {
            session.End();
            LogEnded((int)exception.Status);
            throw new SessionEndedException();
        }
        catch (OperationCanceledException exception)
        {
            throw new GatewayUnavailableException(exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Renewed a session's tokens, which expire at {ExpiresAt}")]
    private partial void LogRenewed(DateTimeOffset expiresAt);

    [LoggerMessage(Level = LogLevel.Information, Message = "Session ended: its refresh token was refused with {Status}")]
    private partial void LogEnded(int status);
}
