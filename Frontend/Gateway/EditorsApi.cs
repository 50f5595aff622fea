using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Gateway;

/// <summary>Calls the public API for invitations to captions: those that the signed-in user has made, and has got.</summary>
internal sealed class EditorsApi(GatewayHttp http, ICaller caller)
{
    private const string Shared = "/api/v1/shared-jobs";

    /// <summary>Lists who is invited to the captions of a job.</summary>
    public async Task<IReadOnlyList<JobEditor>> ListAsync(Guid job, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(caller, () => new(HttpMethod.Get, PathOf(job)), cancellationToken);
        return (await response.ReadAsync(GatewayClientJson.Default.ListResponseJobEditor, cancellationToken)).Items;
    }

    /// <summary>Invites an address, or changes its role.</summary>
    public async Task InviteAsync(Guid job, InviteEditorRequest invitation, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(
            caller, () => HttpJson.Request(HttpMethod.Post, PathOf(job), invitation, GatewayClientJson.Default.InviteEditorRequest), cancellationToken);
        await response.ThrowIfRefusedAsync(cancellationToken);
    }

    /// <summary>Revokes an invitation.</summary>
    public async Task RevokeAsync(Guid job, Guid editor, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(caller, () => new(HttpMethod.Delete, $"{PathOf(job)}/{editor}"), cancellationToken);
        await response.ThrowIfRefusedAsync(cancellationToken);
    }

    /// <summary>Lists the jobs to whose captions the user is invited.</summary>
    public async Task<IReadOnlyList<SharedJob>> SharedAsync(CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(caller, () => new(HttpMethod.Get, Shared), cancellationToken);
        return (await response.ReadAsync(GatewayClientJson.Default.ListResponseSharedJob, cancellationToken)).Items;
    }

    /// <summary>Gets a job to whose captions the user is invited.</summary>
    public async Task<SharedJob> SharedAsync(Guid job, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(caller, () => new(HttpMethod.Get, $"{Shared}/{job}"), cancellationToken);
        return await response.ReadAsync(GatewayClientJson.Default.SharedJob, cancellationToken);
    }

    /// <summary>Gives an invitation up.</summary>
    public async Task LeaveAsync(Guid job, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(caller, () => new(HttpMethod.Delete, $"{Shared}/{job}"), cancellationToken);
        await response.ThrowIfRefusedAsync(cancellationToken);
    }

    private static string PathOf(Guid job) => $"/api/v1/jobs/{job}/editors";
}
