using System.Net;
using Platform.Frontend.Gateway;

namespace Platform.Frontend.Session;

/// <summary>Keeps a session's access token fresh.</summary>
internal sealed partial class TokenRenewal(AccountApi accounts, TimeProvider time, ILogger<TokenRenewal> logger)
{
    // A token that ends during the call that it goes with is as bad as one that has ended.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public bool IsDue(Tokens tokens) => tokens.ExpiresAt - time.GetUtcNow() < Margin;

    /// <summary>An access token that holds; renews when the one at hand is about to end or was refused.</summary>
    /// <exception cref="SessionEndedException">ApiGateway takes the refresh token no more.</exception>
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
            // Not given up when the caller is: the old refresh token is spent once the request is there.
            using var patience = new CancellationTokenSource(Patience, time);
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

    [LoggerMessage(Level = LogLevel.Debug, Message = "Renewed a session's tokens; they hold until {ExpiresAt}")]
    private partial void LogRenewed(DateTimeOffset expiresAt);

    [LoggerMessage(Level = LogLevel.Information, Message = "A session ended: its refresh token was answered with {Status}")]
    private partial void LogEnded(int status);
}
