using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Gateway;

/// <summary>Calls the public API by the token of a link to captions, for visitors who need not be signed in.</summary>
internal sealed class LinkedApi(GatewayHttp http)
{
    /// <summary>The header of tokens.</summary>
    public const string TokenHeader = "X-Api-Key";

    /// <summary>Gets what a link opens.</summary>
    /// <exception cref="GatewayException">401: there is no such link any more.</exception>
    public async Task<LinkedCaptions> OpenAsync(string token, CancellationToken cancellationToken)
    {
        using var request = Request(token, "/api/v1/links/current");
        using var response = await http.SendAsync(request, cancellationToken);
        return await response.ReadAsync(GatewayClientJson.Default.LinkedCaptions, cancellationToken);
    }

    /// <summary>Gets the captions that a link opens.</summary>
    public async Task<CaptionDocument> CaptionsAsync(string token, Guid job, CancellationToken cancellationToken)
    {
        using var request = Request(token, $"/api/v1/jobs/{job}/captions?format=json");
        using var response = await http.SendAsync(request, cancellationToken);
        return await response.ReadAsync(GatewayClientJson.Default.CaptionDocument, cancellationToken);
    }

    private static HttpRequestMessage Request(string token, string path) => new(HttpMethod.Get, path) { Headers = { { TokenHeader, token } } };
}
