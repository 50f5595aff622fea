using Microsoft.AspNetCore.Authorization;

namespace Platform.ApiGateway.Access;

/// <summary>Requires a scope, or a link to the captions of the job that the route names.</summary>
/// <param name="scope">The scope of sessions and API keys.</param>
/// <param name="right">What a link has to be for.</param>
internal sealed class CaptionAccess(string scope, LinkRight right) : IAuthorizationRequirement, IAuthorizationHandler
{
    public Task HandleAsync(AuthorizationHandlerContext context)
    {
        if (context.User is Caller caller && (caller.Link is { } link ? IsGranted(link, context.Resource) : caller.HasClaim(Caller.ScopeClaim, scope)))
        {
            context.Succeed(this);
        }

        return Task.CompletedTask;
    }

    private bool IsGranted(LinkGrant link, object? resource) =>
        link.Has(right)
        && resource is HttpContext context
        && Guid.TryParse(context.GetRouteValue("id") as string, out var job)
        && job == link.JobId;
}
