namespace Platform.ServiceDefaults.Dependencies;

/// <summary>Sends a request to the replica whose turn it is, unless that could not be reached for the same request before.</summary>
internal sealed class ReplicaHandler : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri?.Authority is not { } replica || !TriedReplicas.TryFind(request, out var tried))
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        if (tried.TrySkip(replica, out var before))
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, before.Message, before);
        }

        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConnectionError)
        {
            tried.Add(replica, exception);
            throw;
        }
        catch (OperationCanceledException exception) when (exception.InnerException is TimeoutException && !cancellationToken.IsCancellationRequested)
        {
            // The handler's own connect timeout: nothing was sent here either.
            var failure = new HttpRequestException(HttpRequestError.ConnectionError, exception.Message, exception);
            tried.Add(replica, failure);
            throw failure;
        }
    }
}
