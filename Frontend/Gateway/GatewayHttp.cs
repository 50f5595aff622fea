using System.Net;
using Platform.ServiceDefaults.Resilience;
using Polly;

namespace Platform.Frontend.Gateway;

/// <summary>Sends requests to ApiGateway, and turns all failures to get a response into one exception.</summary>
internal sealed class GatewayHttp(HttpClient http, GatewayStatus status)
{
    /// <summary>Sends a request and returns when the response headers have arrived, whatever the status is.</summary>
    /// <exception cref="GatewayUnavailableException">ApiGateway does not answer.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var area = AreaOf(request.RequestUri);
        try
        {
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.StatusCode == UnavailableServiceHandler.ServiceIsUnavailable)
            {
                response.StatusCode = HttpStatusCode.ServiceUnavailable;
            }

            // Only operators notice that monitoring is unavailable.
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
        // The browser's own body was interrupted.
        HttpRequestException { InnerException: CallerBodyException } => false,
        HttpRequestException or ExecutionRejectedException or IOException => true,
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => false,
    };

    // "/api/v1/jobs/…" → "jobs": the response shows the state of one part of the platform only.
    private static string AreaOf(Uri? address) =>
        address?.OriginalString.TrimStart('/').Split('/', '?') is { Length: > 2 } parts ? parts[2] : "";
}
