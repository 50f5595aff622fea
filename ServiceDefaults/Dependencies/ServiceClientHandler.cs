using Microsoft.AspNetCore.Http;
using Platform.ServiceDefaults.Resilience;
using Polly;
using Polly.Timeout;

namespace Platform.ServiceDefaults.Dependencies;

/// <summary>Sends a request through the pipeline of the target service, and to its next replica if one cannot be reached.</summary>
internal sealed class ServiceClientHandler(
    string serviceName, DependencyPipelines pipelines, DependencyOptions options, IHttpContextAccessor contexts) : DelegatingHandler
{
    private const int MaxAttempts = 3;

    // More than are passed over, and attempts.
    private const int MaxTurns = 20;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (contexts.HttpContext is { } context && !request.Headers.Contains("X-Request-Id"))
        {
            request.Headers.TryAddWithoutValidation("X-Request-Id", context.TraceIdentifier);
        }

        if (request.Content is PassedOnContent passedOn)
        {
            return await PassOnAsync(request, passedOn, cancellationToken).ConfigureAwait(false);
        }

        var pipeline = request.IsIdempotent() ? pipelines.GetIdempotent(serviceName) : pipelines.Get(serviceName);
        return await pipeline.ExecuteAsync(
            static (state, token) => state.Self.SendToAnyReplicaAsync(state.Request, token),
            (Self: this, Request: request),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a body that the caller is still sending. The time that the caller takes does not count towards the timeout.</summary>
    private async Task<HttpResponseMessage> PassOnAsync(HttpRequestMessage request, PassedOnContent body, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(DependencyPipelines.LimitsOwnTime, true);
        try
        {
            return await pipelines.Get(serviceName).ExecuteAsync(
                static (context, state) => state.Self.SendWithinTimeoutAsync(state.Request, state.Body, context.CancellationToken),
                context,
                (Self: this, Request: request, Body: body)).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async ValueTask<HttpResponseMessage> SendWithinTimeoutAsync(HttpRequestMessage request, PassedOnContent body, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Timeout);
        body.Turn = isReceivers => limit.CancelAfter(isReceivers ? options.Timeout : Timeout.InfiniteTimeSpan);
        try
        {
            return await SendToAnyReplicaAsync(request, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutRejectedException($"{serviceName} did not take or answer a request within {options.Timeout}.", options.Timeout, exception);
        }
        finally
        {
            body.Turn = null;
        }
    }

    private async ValueTask<HttpResponseMessage> SendToAnyReplicaAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var tried = TriedReplicas.Begin(request);
        for (var turn = 1; ; turn++)
        {
            try
            {
                return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            }
            catch (HttpRequestException exception) when (
                exception.HttpRequestError == HttpRequestError.ConnectionError && tried.Attempts < MaxAttempts && turn < MaxTurns)
            {
                // There was no connection, so nothing was sent and a retry is safe for every method. The next attempt resolves to the next replica;
                // where that was tried already, because other requests have had the turns in between, it fails here at once.
            }
        }
    }
}
