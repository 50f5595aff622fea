using System.Net.Http.Headers;
using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Gateway;

/// <summary>Calls the public API for sessions, and for everything that needs no signed-in user.</summary>
internal sealed class AccountApi(GatewayHttp http)
{
    public async Task RegisterAsync(RegisterRequest account, CancellationToken cancellationToken)
    {
        using var request = HttpJson.Request(HttpMethod.Post, "/api/v1/auth/register", account, GatewayClientJson.Default.RegisterRequest);
        using var response = await http.SendAsync(request, cancellationToken);
        await response.ThrowIfRefusedAsync(cancellationToken);
    }

    public async Task<TokenResponse> SignInAsync(SignInRequest account, CancellationToken cancellationToken)
    {
        using var request = HttpJson.Request(HttpMethod.Post, "/api/v1/auth/sign-in", account, GatewayClientJson.Default.SignInRequest);
        using var response = await http.SendAsync(request, cancellationToken);
        return await response.ReadAsync(GatewayClientJson.Default.TokenResponse, cancellationToken);
    }

    public async Task<TokenResponse> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
    {
        using var request = HttpJson.Request(HttpMethod.Post, "/api/v1/auth/refresh", new RefreshRequest(refreshToken), GatewayClientJson.Default.RefreshRequest);
        using var response = await http.SendAsync(request, cancellationToken);
        return await response.ReadAsync(GatewayClientJson.Default.TokenResponse, cancellationToken);
    }

    public async Task<UserResponse> GetUserAsync(string accessToken, CancellationToken cancellationToken)
    {
        using var request = With(accessToken, new(HttpMethod.Get, "/api/v1/auth/me"));
        using var response = await http.SendAsync(request, cancellationToken);
        return await response.ReadAsync(GatewayClientJson.Default.UserResponse, cancellationToken);
    }

    public async Task SetLanguageAsync(string accessToken, string language, CancellationToken cancellationToken)
    {
        using var request = With(accessToken, HttpJson.Request(HttpMethod.Put, "/api/v1/auth/language", new SetLanguageRequest(language), GatewayClientJson.Default.SetLanguageRequest));
        using var response = await http.SendAsync(request, cancellationToken);
        await response.ThrowIfRefusedAsync(cancellationToken);
    }

    public async Task SignOutAsync(string accessToken, CancellationToken cancellationToken)
    {
        using var request = With(accessToken, new(HttpMethod.Post, "/api/v1/auth/sign-out"));
        using var response = await http.SendAsync(request, cancellationToken);
        await response.ThrowIfRefusedAsync(cancellationToken);
    }

    public async Task<AccountSettingsResponse> SettingsAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/auth/settings");
        using var response = await http.SendAsync(request, cancellationToken);
        return await response.ReadAsync(GatewayClientJson.Default.AccountSettingsResponse, cancellationToken);
    }

    public async Task ForgottenPasswordAsync(ForgottenPasswordRequest account, CancellationToken cancellationToken)
    {
        using var request = HttpJson.Request(HttpMethod.Post, "/api/v1/auth/password/forgotten", account, GatewayClientJson.Default.ForgottenPasswordRequest);
        using var response = await http.SendAsync(request, cancellationToken);
        await response.ThrowIfRefusedAsync(cancellationToken);
    }

    public async Task ResetPasswordAsync(ResetPasswordRequest reset, CancellationToken cancellationToken)
    {
        using var request = HttpJson.Request(HttpMethod.Post, "/api/v1/auth/password/reset", reset, GatewayClientJson.Default.ResetPasswordRequest);
        using var response = await http.SendAsync(request, cancellationToken);
        await response.ThrowIfRefusedAsync(cancellationToken);
    }

    /// <summary>Acknowledges an incident by the link of a notification.</summary>
    public async Task AcknowledgeIncidentAsync(AcknowledgeByLinkRequest link, CancellationToken cancellationToken)
    {
        using var request = HttpJson.Request(HttpMethod.Post, "/api/v1/operations/acknowledgements", link, GatewayClientJson.Default.AcknowledgeByLinkRequest);
        using var response = await http.SendAsync(request, cancellationToken);
        await response.ThrowIfRefusedAsync(cancellationToken);
    }

    public async Task VerifyEmailAsync(VerifyEmailRequest verification, CancellationToken cancellationToken)
    {
        using var request = HttpJson.Request(HttpMethod.Post, "/api/v1/auth/email/verify", verification, GatewayClientJson.Default.VerifyEmailRequest);
        using var response = await http.SendAsync(request, cancellationToken);
        await response.ThrowIfRefusedAsync(cancellationToken);
    }

    private static HttpRequestMessage With(string accessToken, HttpRequestMessage request)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        return request;
    }
}
