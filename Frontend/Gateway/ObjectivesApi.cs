using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Gateway;

/// <summary>Calls the public API for objectives and their error budgets.</summary>
internal sealed class ObjectivesApi(GatewayHttp http, ICaller caller)
{
    private const string Base = "/api/v1/operations/objectives";

    /// <summary>Lists all objectives.</summary>
    public async Task<IReadOnlyList<ObjectiveResponse>> ListAsync(CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(caller, () => new(HttpMethod.Get, Base), cancellationToken);
        return (await response.ReadAsync(GatewayClientJson.Default.ListResponseObjectiveResponse, cancellationToken)).Items;
    }

    /// <summary>Reads an objective, with the month in a time zone.</summary>
    public async Task<ObjectiveDetailResponse> GetAsync(string name, string zone, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(
            caller, () => new(HttpMethod.Get, $"{Base}/{Uri.EscapeDataString(name)}?time_zone={Uri.EscapeDataString(zone)}"), cancellationToken);
        return await response.ReadAsync(GatewayClientJson.Default.ObjectiveDetailResponse, cancellationToken);
    }
}
