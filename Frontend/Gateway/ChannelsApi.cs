using System.Text.Json.Serialization.Metadata;
using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Gateway;

/// <summary>Calls the public API for the channels by which people are told of incidents.</summary>
internal sealed class ChannelsApi(GatewayHttp http, ICaller caller)
{
    private const string Root = "/api/v1/operations";

    public async Task<IReadOnlyList<ChannelResponse>> ListAsync(CancellationToken cancellationToken) =>
        (await ReadAsync(() => new(HttpMethod.Get, Root + "/channels"), GatewayClientJson.Default.ListResponseChannelResponse, cancellationToken)).Items;

    /// <summary>Lists what was told lately, newest first.</summary>
    public async Task<IReadOnlyList<DeliveryResponse>> DeliveriesAsync(CancellationToken cancellationToken) =>
        (await ReadAsync(() => new(HttpMethod.Get, Root + "/deliveries?limit=20"), GatewayClientJson.Default.PageResponseDeliveryResponse, cancellationToken)).Items;

    public Task<ChannelResponse> CreateAsync(SaveChannelSettings settings, CancellationToken cancellationToken) => ReadAsync(
        () => HttpJson.Request(HttpMethod.Post, Root + "/channels", settings, GatewayClientJson.Default.SaveChannelSettings),
        GatewayClientJson.Default.ChannelResponse,
        cancellationToken);

    public Task TestAsync(Guid id, CancellationToken cancellationToken) => DoAsync(() => new(HttpMethod.Post, $"{Root}/channels/{id}/test"), cancellationToken);

    public Task DeleteAsync(Guid id, CancellationToken cancellationToken) => DoAsync(() => new(HttpMethod.Delete, $"{Root}/channels/{id}"), cancellationToken);

    private async Task DoAsync(Func<HttpRequestMessage> request, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(caller, request, cancellationToken);
        await response.ThrowIfRefusedAsync(cancellationToken);
    }

    private async Task<T> ReadAsync<T>(Func<HttpRequestMessage> request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(caller, request, cancellationToken);
        return await response.ReadAsync(type, cancellationToken);
    }
}
