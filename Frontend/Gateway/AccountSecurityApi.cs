using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Gateway;

/// <summary>Calls the public API for the second factor of the signed-in user, and to delete the account.</summary>
internal sealed class AccountSecurityApi(GatewayHttp http, ICaller caller)
{
    private const string Factor = "/api/v1/auth/second-factor";

    public async Task<SecondFactorResponse> StateAsync(CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(caller, () => new(HttpMethod.Get, Factor), cancellationToken);
        return await response.ReadAsync(GatewayClientJson.Default.SecondFactorResponse, cancellationToken);
    }

    /// <summary>Starts setting up a second factor. Only this response contains the secret.</summary>
    public async Task<SecondFactorSecretResponse> BeginAsync(string password, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(
            caller,
            () => HttpJson.Request(HttpMethod.Post, Factor, new BeginSecondFactorRequest(password), GatewayClientJson.Default.BeginSecondFactorRequest),
            cancellationToken);
        return await response.ReadAsync(GatewayClientJson.Default.SecondFactorSecretResponse, cancellationToken);
    }

    /// <summary>Turns the second factor on. Only this response contains the recovery codes.</summary>
    public Task<IReadOnlyList<string>> ConfirmAsync(string code, CancellationToken cancellationToken) => CodesAsync("/confirm", code, cancellationToken);

    /// <summary>Replaces the recovery codes.</summary>
    public Task<IReadOnlyList<string>> RenewCodesAsync(string code, CancellationToken cancellationToken) => CodesAsync("/recovery-codes", code, cancellationToken);

    public async Task RemoveAsync(string password, string code, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(
            caller,
            () => HttpJson.Request(HttpMethod.Delete, Factor, new RemoveSecondFactorRequest(password, code), GatewayClientJson.Default.RemoveSecondFactorRequest),
            cancellationToken);
        await response.ThrowIfRefusedAsync(cancellationToken);
    }

    public async Task DeleteAccountAsync(string password, string? code, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(
            caller,
            () => HttpJson.Request(HttpMethod.Delete, "/api/v1/auth/me", new DeleteAccountRequest(password, code), GatewayClientJson.Default.DeleteAccountRequest),
            cancellationToken);
        await response.ThrowIfRefusedAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<string>> CodesAsync(string part, string code, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(
            caller,
            () => HttpJson.Request(HttpMethod.Post, Factor + part, new SecondFactorCodeRequest(code), GatewayClientJson.Default.SecondFactorCodeRequest),
            cancellationToken);
        return (await response.ReadAsync(GatewayClientJson.Default.RecoveryCodesResponse, cancellationToken)).Codes;
    }
}
