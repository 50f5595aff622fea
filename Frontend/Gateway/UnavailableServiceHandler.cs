using System.Net;

namespace Platform.Frontend.Gateway;

/// <summary>
/// Distinguishes an unavailable gateway from one that reports which service behind it is unavailable (503 with problem details). The latter is
/// neither retried nor counted as a failure of the gateway: signing in works while jobs do not.
/// </summary>
internal sealed class UnavailableServiceHandler : DelegatingHandler
{
    // A status that passes the circuit breaker, which counts a 503 as a failure of the gateway.
    public const HttpStatusCode ServiceIsUnavailable = HttpStatusCode.FailedDependency;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.ServiceUnavailable
            && response.Content.Headers.ContentType?.MediaType == "application/problem+json")
        {
            response.StatusCode = ServiceIsUnavailable;
        }

        return response;
    }
}
