using Microsoft.AspNetCore.Components.Authorization;
using Platform.Frontend.Gateway;

namespace Platform.Frontend.Session;

/// <summary>Provides the session of the current request or circuit.</summary>
internal sealed class CurrentSession(AuthenticationStateProvider authentication, SessionStore sessions, TokenRenewal renewal) : ICaller
{
    /// <summary>Raised when a request finds out that the session has ended.</summary>
    public event Action? Ended;

    /// <summary>Finds the session; null if nobody is signed in, or the session has ended.</summary>
    public async ValueTask<UserSession?> FindAsync() => sessions.Find((await authentication.GetAuthenticationStateAsync()).User);

    public async ValueTask<string> GetTokenAsync(string? rejected, CancellationToken cancellationToken) =>
        await FindAsync() is { } session
            ? await renewal.GetTokenAsync(session, rejected, cancellationToken)
            : throw new SessionEndedException();

    public void SessionEnded() => Ended?.Invoke();
}
