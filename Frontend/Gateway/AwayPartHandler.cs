using System.Net;

namespace Platform.Frontend.Gateway;

/// <summary>
/// Tells a gateway that is ill from one that is well and says which part behind it is away (503 with problem details). The
/// second is neither asked again at once nor a reason to stop calling: signing in works while jobs do not.
/// </summary>
internal sealed class AwayPartHandler : DelegatingHandler
{
    // Travels through the circuit breaker, which counts a 503 as a failure of whoever answered.
    public const HttpStatusCode PartIsAway = HttpStatusCode.FailedDependency;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.ServiceUnavailable
            && response.Content.Headers.ContentType?.MediaType == "application/problem+json")
        {
            response.StatusCode = PartIsAway;
        }

        return response;
    }
}
