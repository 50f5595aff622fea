using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Gateway;

/// <summary>Calls the public API for the comments on the signed-in user's recordings.</summary>
internal sealed class CommentsApi(GatewayHttp http, ICaller caller)
{
    /// <summary>Lists the comments on the recording of a job, by their moments.</summary>
    public async Task<IReadOnlyList<CaptionComment>> ListAsync(Guid job, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(caller, () => new(HttpMethod.Get, PathOf(job)), cancellationToken);
        return (await response.ReadAsync(GatewayClientJson.Default.ListResponseCaptionComment, cancellationToken)).Items;
    }

    /// <summary>Marks a comment as dealt with, or not.</summary>
    public async Task ResolveAsync(Guid job, Guid comment, bool isResolved, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(
            caller,
            () => HttpJson.Request(HttpMethod.Put, $"{PathOf(job)}/{comment}/resolution", new ResolveCommentRequest(isResolved), GatewayClientJson.Default.ResolveCommentRequest),
            cancellationToken);
        await response.ThrowIfRefusedAsync(cancellationToken);
    }

    /// <summary>Deletes a comment.</summary>
    public async Task DeleteAsync(Guid job, Guid comment, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(caller, () => new(HttpMethod.Delete, $"{PathOf(job)}/{comment}"), cancellationToken);
        await response.ThrowIfRefusedAsync(cancellationToken);
    }

    private static string PathOf(Guid job) => $"/api/v1/jobs/{job}/comments";
}
