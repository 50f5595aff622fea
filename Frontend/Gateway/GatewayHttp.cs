using System.Net;
using Platform.ServiceDefaults.Resilience;
using Polly;

namespace Platform.Frontend.Gateway;

/// <summary>Sends requests to ApiGateway; every way of not getting an answer becomes one exception.</summary>
internal sealed class GatewayHttp(HttpClient http, GatewayStatus status)
{
    /// <summary>Returns as soon as the response's headers are there, whatever its status.</summary>
    /// <exception cref="GatewayUnavailableException">ApiGateway does not answer.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var area = AreaOf(request.RequestUri);
        try
        {
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.StatusCode == AwayPartHandler.PartIsAway)
            {
                response.StatusCode = HttpStatusCode.ServiceUnavailable;
            }

            // Nobody but operators misses what they watch with.
            status.Answered(area, area == "monitoring" || response.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout or HttpStatusCode.BadGateway));
            return response;
        }
        catch (Exception exception) when (IsNoAnswer(exception, cancellationToken))
        {
            status.Unreachable();
            throw new GatewayUnavailableException(exception);
        }
    }

    private static bool IsNoAnswer(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        // The browser's own body broke off.
        HttpRequestException { InnerException: CallerBodyException } => false,
        HttpRequestException or ExecutionRejectedException or IOException => true,
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => false,
    };

    // "/api/v1/jobs/…" → "jobs": what the answer says about one part of the platform holds for that part only.
    private static string AreaOf(Uri? address) =>
        address?.OriginalString.TrimStart('/').Split('/', '?') is { Length: > 2 } parts ? parts[2] : "";
}
