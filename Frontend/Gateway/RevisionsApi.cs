using System.Globalization;
using System.Net.Http.Headers;
using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Gateway;

/// <summary>Calls the public API for the revisions of captions.</summary>
internal sealed class RevisionsApi(GatewayHttp http, ICaller caller)
{
    /// <summary>Lists the kept revisions of a job's captions, newest first.</summary>
    public async Task<IReadOnlyList<CaptionRevision>> ListAsync(Guid job, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(caller, () => new(HttpMethod.Get, $"/api/v1/jobs/{job}/captions/revisions"), cancellationToken);
        return (await response.ReadAsync(GatewayClientJson.Default.ListResponseCaptionRevision, cancellationToken)).Items;
    }

    /// <summary>Names a revision, or removes its name.</summary>
    public async Task NameAsync(Guid job, int revision, string? name, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(
            caller,
            () => HttpJson.Request(HttpMethod.Put, PathOf(job, revision, "name"), new RenameRevisionRequest(name), GatewayClientJson.Default.RenameRevisionRequest),
            cancellationToken);
        await response.ThrowIfRefusedAsync(cancellationToken);
    }

    /// <summary>Makes the captions those of a revision again.</summary>
    /// <param name="job">The job.</param>
    /// <param name="revision">The revision to restore.</param>
    /// <param name="current">The revision that was shown as the current one.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="GatewayException">412: somebody has saved meanwhile.</exception>
    public async Task RestoreAsync(Guid job, int revision, int current, CancellationToken cancellationToken)
    {
        var tag = EntityTagHeaderValue.Parse(string.Create(CultureInfo.InvariantCulture, $"\"r{current}\""));
        using var response = await http.SendAsAsync(
            caller,
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Post, PathOf(job, revision, "restore"));
                request.Headers.IfMatch.Add(tag);
                return request;
            },
            cancellationToken);
        await response.ThrowIfRefusedAsync(cancellationToken);
    }

    /// <summary>Replaces or corrects the captions by a file.</summary>
    /// <param name="job">The job.</param>
    /// <param name="file">The file.</param>
    /// <param name="format">The format of the file.</param>
    /// <param name="mode">What it does, as the API names it.</param>
    /// <param name="tag">The ETag of the captions that were read.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="GatewayException">412: somebody has saved meanwhile. 422: the file is refused.</exception>
    public async Task ImportAsync(Guid job, byte[] file, CaptionFormat format, string mode, string tag, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsAsync(
            caller,
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/jobs/{job}/captions/import?format={format.Name}&mode={mode}")
                {
                    Content = new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue(format.MediaType) } },
                };
                request.Headers.IfMatch.Add(EntityTagHeaderValue.Parse(tag));
                return request;
            },
            cancellationToken);
        await response.ThrowIfRefusedAsync(cancellationToken);
    }

    private static string PathOf(Guid job, int revision, string action) =>
        string.Create(CultureInfo.InvariantCulture, $"/api/v1/jobs/{job}/captions/revisions/{revision}/{action}");
}
