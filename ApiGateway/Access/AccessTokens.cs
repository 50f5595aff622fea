using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.Extensions.Options;

namespace Platform.ApiGateway.Access;

/// <summary>Creates access tokens, which name a session and are protected, so that <see cref="CredentialValidator"/> can trust them.</summary>
internal sealed class AccessTokens(IOptionsMonitor<BearerTokenOptions> bearer, TimeProvider time)
{
    /// <summary>Gets the lifetime of a token.</summary>
    public TimeSpan Lifetime => Options.BearerTokenExpiration;

    private BearerTokenOptions Options => bearer.Get(BearerTokenDefaults.AuthenticationScheme);

    /// <summary>Creates a token.</summary>
    /// <param name="sessionId">The session; the token is valid if there is one of this id.</param>
    public string Create(Guid sessionId)
    {
        var identity = new ClaimsIdentity([new Claim(Caller.SessionClaim, sessionId.ToString())], BearerTokenDefaults.AuthenticationScheme);
        var properties = new AuthenticationProperties { ExpiresUtc = time.GetUtcNow() + Lifetime };
        return Options.BearerTokenProtector.Protect(
            new AuthenticationTicket(new ClaimsPrincipal(identity), properties, BearerTokenDefaults.AuthenticationScheme + ":AccessToken"));
    }
}
