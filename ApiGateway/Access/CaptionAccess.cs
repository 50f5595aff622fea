using Microsoft.AspNetCore.Authorization;

namespace Platform.ApiGateway.Access;

/// <summary>
/// Requires a scope, or a link to the captions of the job that the route names. Who has the scope sees their own jobs, and those to which they are
/// invited (<see cref="InvitedAccess"/>).
/// </summary>
/// <param name="scope">The scope of sessions and API keys.</param>
/// <param name="right">What a link has to be for.</param>
internal sealed class CaptionAccess(string scope, LinkRight right) : IAuthorizationRequirement, IAuthorizationHandler
{
    /// <summary>Gets what a link has to be for.</summary>
    public LinkRight Right => right;

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
