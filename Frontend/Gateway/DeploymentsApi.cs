using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Gateway;

/// <summary>Calls the public API for deployments.</summary>
internal sealed class DeploymentsApi(GatewayHttp http, ICaller caller)
{
    private const string Base = "/api/v1/operations/deployments";

    /// <summary>Reads a page of deployments, newest first.</summary>
    public async Task<DeploymentsResponse> ListAsync(string? cursor, CancellationToken cancellationToken)
    {
        var address = cursor is null ? $"{Base}?limit=50" : $"{Base}?limit=50&cursor={Uri.EscapeDataString(cursor)}";
        using var response = await http.SendAsAsync(caller, () => new(HttpMethod.Get, address), cancellationToken);
        return await response.ReadAsync(GatewayClientJson.Default.DeploymentsResponse, cancellationToken);
    }
}
