using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Gateway;

/// <summary>Calls the public API for the links to captions of the signed-in user.</summary>
internal sealed class LinksApi(GatewayHttp http, ICaller caller)
{
    /// <summary>Lists the links to the captions of a job that have not expired, newest first.</summary>
    public async Task<IReadOnlyList<CaptionLink>> ListAsync(Guid job, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(caller, () => new(HttpMethod.Get, PathOf(job)), cancellationToken);
        return (await response.ReadAsync(GatewayClientJson.Default.ListResponseCaptionLink, cancellationToken)).Items;
    }

    /// <summary>Creates a link. Only this response contains its token.</summary>
    public async Task<CaptionLink> CreateAsync(Guid job, CreateLinkRequest link, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(
            caller, () => HttpJson.Request(HttpMethod.Post, PathOf(job), link, GatewayClientJson.Default.CreateLinkRequest), cancellationToken);
        return await response.ReadAsync(GatewayClientJson.Default.CaptionLink, cancellationToken);
    }

    /// <summary>Revokes a link.</summary>
    public async Task RevokeAsync(Guid job, Guid link, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(caller, () => new(HttpMethod.Delete, $"{PathOf(job)}/{link}"), cancellationToken);
        await response.ThrowIfRefusedAsync(cancellationToken);
    }

    private static string PathOf(Guid job) => $"/api/v1/jobs/{job}/links";
}
