using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Gateway;

/// <summary>Calls the public API for the API keys and the password of the signed-in user.</summary>
internal sealed class KeysApi(GatewayHttp http, ICaller caller)
{
    public async Task<IReadOnlyList<ApiKeyResponse>> ListAsync(CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(caller, () => new(HttpMethod.Get, "/api/v1/api-keys"), cancellationToken);
        return (await response.ReadAsync(GatewayClientJson.Default.ListResponseApiKeyResponse, cancellationToken)).Items;
    }

    /// <summary>Creates a key. Only this response contains the key itself.</summary>
    public async Task<ApiKeyResponse> CreateAsync(CreateApiKeyRequest key, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(
            caller,
            () => HttpJson.Request(HttpMethod.Post, "/api/v1/api-keys", key, GatewayClientJson.Default.CreateApiKeyRequest),
            cancellationToken);
        return await response.ReadAsync(GatewayClientJson.Default.ApiKeyResponse, cancellationToken);
    }

    public async Task RevokeAsync(Guid id, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(caller, () => new(HttpMethod.Delete, $"/api/v1/api-keys/{id}"), cancellationToken);
        await response.ThrowIfRefusedAsync(cancellationToken);
    }

    public async Task ChangePasswordAsync(ChangePasswordRequest change, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(
            caller,
            () => HttpJson.Request(HttpMethod.Post, "/api/v1/auth/password", change, GatewayClientJson.Default.ChangePasswordRequest),
            cancellationToken);
        await response.ThrowIfRefusedAsync(cancellationToken);
    }
}
