using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Session;

/// <summary>A session's tokens at ApiGateway.</summary>
/// <param name="Access">Sent with each call.</param>
/// <param name="Refresh">Exchanged once for the next pair.</param>
/// <param name="ExpiresAt">End of the access token, UTC.</param>
internal sealed record Tokens(string Access, string Refresh, DateTimeOffset ExpiresAt)
{
    public static Tokens From(TokenResponse response, TimeProvider time) =>
        new(response.AccessToken, response.RefreshToken, time.GetUtcNow().AddSeconds(response.ExpiresIn));
}
