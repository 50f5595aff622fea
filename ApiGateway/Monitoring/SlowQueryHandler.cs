using System.Net;
using System.Text.Json;

namespace Platform.ApiGateway.Monitoring;

/// <summary>
/// Distinguishes a query that Prometheus cancelled for taking too long from an unavailable Prometheus, because it answers both with 503. The former
/// is neither retried nor counted as a failure of the dependency.
/// </summary>
internal sealed class SlowQueryHandler : DelegatingHandler
{
    private const int MaxErrorBytes = 64 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.ServiceUnavailable
            && response.Content.Headers is { ContentType.MediaType: "application/json", ContentLength: null or <= MaxErrorBytes }
            && await IsOfQueryAsync(response.Content, cancellationToken))
        {
            response.StatusCode = HttpStatusCode.UnprocessableEntity;
        }

        return response;
    }

    private static async Task<bool> IsOfQueryAsync(HttpContent content, CancellationToken cancellationToken)
    {
        // Buffered, because the caller reads the content again.
        await content.LoadIntoBufferAsync(MaxErrorBytes, cancellationToken);
        try
        {
            var error = JsonSerializer.Deserialize(await content.ReadAsByteArrayAsync(cancellationToken), MonitoringJson.Default.PrometheusError);
            return error?.ErrorType is "timeout" or "canceled";
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
