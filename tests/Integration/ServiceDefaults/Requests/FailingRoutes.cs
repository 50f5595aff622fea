using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace Platform.Integration.ServiceDefaults.Requests;

/// <summary>
/// Lets every route of a service that counts throw in place of what it does, for anybody: routing finds the same route with the same
/// metadata, without what would turn a request away before.
/// </summary>
internal sealed class FailingRoutes : MatcherPolicy, IEndpointSelectorPolicy
{
    /// <summary>After all others: these have found the route.</summary>
    public override int Order => int.MaxValue;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => true;

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        for (var at = 0; at < candidates.Count; at++)
        {
            if (candidates.IsValidCandidate(at) && candidates[at].Endpoint is RouteEndpoint endpoint && endpoint.Metadata.GetMetadata<IDisableHttpMetricsMetadata>() is null)
            {
                var metadata = endpoint.Metadata.Where(item => item is not (IAuthorizeData or AuthorizationPolicy or Microsoft.AspNetCore.Antiforgery.IAntiforgeryMetadata)).Append(new AllowAnonymousAttribute());
                candidates.ReplaceEndpoint(at, new RouteEndpoint(Fail, endpoint.RoutePattern, endpoint.Order, new(metadata), endpoint.DisplayName), candidates[at].Values);
            }
        }

        return Task.CompletedTask;
    }

    private static Task Fail(HttpContext context) => throw new InvalidOperationException("made to fail");
}
