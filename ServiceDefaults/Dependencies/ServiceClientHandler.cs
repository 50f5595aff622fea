using Microsoft.AspNetCore.Http;
using Platform.ServiceDefaults.Resilience;

namespace Platform.ServiceDefaults.Dependencies;

/// <summary>Sends a request through the service's pipeline, to its next replica where one cannot be reached.</summary>
internal sealed class ServiceClientHandler(string serviceName, DependencyPipelines pipelines, IHttpContextAccessor contexts)
    : DelegatingHandler
{
    private const int ReplicasToTry = 3;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (contexts.HttpContext is { } context && !request.Headers.Contains("X-Request-Id"))
        {
            request.Headers.TryAddWithoutValidation("X-Request-Id", context.TraceIdentifier);
        }

        var pipeline = request.IsIdempotent() ? pipelines.GetIdempotent(serviceName) : pipelines.Get(serviceName);
        return await pipeline.ExecuteAsync(
            static (state, token) => state.Self.SendToAnyReplicaAsync(state.Request, token),
            (Self: this, Request: request),
            cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<HttpResponseMessage> SendToAnyReplicaAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            }
            catch (HttpRequestException exception) when (
                exception.HttpRequestError == HttpRequestError.ConnectionError && attempt < ReplicasToTry)
            {
                // No connection, so nothing was sent: safe for every method. The next attempt resolves to the next replica.
            }
            catch (OperationCanceledException exception) when (
                exception.InnerException is TimeoutException && !cancellationToken.IsCancellationRequested)
            {
                // The handler's own limit, which is one for connecting: nothing was sent, either.
                if (attempt == ReplicasToTry)
                {
                    throw new HttpRequestException(HttpRequestError.ConnectionError, exception.Message, exception);
                }
            }
        }
    }
}
