using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Gateway;

/// <summary>Calls the public API for the address of the signed-in user.</summary>
internal sealed class EmailApi(GatewayHttp http, ICaller caller)
{
    public async Task<UserResponse> GetAsync(CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(caller, () => new(HttpMethod.Get, "/api/v1/auth/me"), cancellationToken);
        return await response.ReadAsync(GatewayClientJson.Default.UserResponse, cancellationToken);
    }

    /// <summary>Sends another code that verifies the address.</summary>
    public async Task SendVerificationAsync(CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(caller, () => new(HttpMethod.Post, "/api/v1/auth/email/verification"), cancellationToken);
        await response.ThrowIfRefusedAsync(cancellationToken);
    }

    /// <summary>Sends a code to the new address of the account.</summary>
    public async Task ChangeAsync(ChangeEmailRequest change, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(
            caller, () => HttpJson.Request(HttpMethod.Post, "/api/v1/auth/email/change", change, GatewayClientJson.Default.ChangeEmailRequest), cancellationToken);
        await response.ThrowIfRefusedAsync(cancellationToken);
    }

    public async Task ConfirmAsync(ConfirmEmailChangeRequest confirmation, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(
            caller, () => HttpJson.Request(HttpMethod.Post, "/api/v1/auth/email/change/confirm", confirmation, GatewayClientJson.Default.ConfirmEmailChangeRequest), cancellationToken);
        await response.ThrowIfRefusedAsync(cancellationToken);
    }
}
