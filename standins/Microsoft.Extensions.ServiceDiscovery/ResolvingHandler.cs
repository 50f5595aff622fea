namespace Microsoft.Extensions.ServiceDiscovery;

internal sealed class ResolvingHandler(ConfiguredEndpoints endpoints) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = request.RequestUri ?? throw new InvalidOperationException("The request has no URI.");
        request.RequestUri = endpoints.Next(asked);
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // A request that is sent again is resolved again, perhaps to another endpoint.
            request.RequestUri = asked;
        }
    }
}
