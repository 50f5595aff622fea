using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Session;

/// <summary>Holds a session's tokens at ApiGateway.</summary>
/// <param name="Access">The access token, sent with each call.</param>
/// <param name="Refresh">The refresh token, exchanged once for the next pair.</param>
/// <param name="ExpiresAt">The expiry of the access token, in UTC.</param>
internal sealed record Tokens(string Access, string Refresh, DateTimeOffset ExpiresAt)
{
    public static Tokens From(TokenResponse response, TimeProvider time) =>
        new(response.AccessToken, response.RefreshToken, time.GetUtcNow().AddSeconds(response.ExpiresIn));
}
