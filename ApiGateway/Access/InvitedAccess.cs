using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Database;

namespace Platform.ApiGateway.Access;

/// <summary>
/// Lets accounts that are invited to the captions of a job use them in the name of its owner: the request goes on as the owner's, who need not know
/// the caller. It permits nothing that <see cref="CaptionAccess"/> refuses. Whoever is not invited goes on in their own name, and finds no such job.
/// </summary>
internal sealed class InvitedAccess(IDbContextFactory<IdentityDb> databases) : AuthorizationHandler<CaptionAccess>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, CaptionAccess requirement)
    {
        // Comments are for the owner and for links.
        if (requirement.Right is LinkRight.Comment
            || context.User is not Caller { Link: null, IsInvited: true, IsEmailVerified: true } caller
            || context.Resource is not HttpContext http
            || !Guid.TryParse(http.GetRouteValue("id") as string, out var job))
        {
            return;
        }

        await using var db = await databases.CreateDbContextAsync(http.RequestAborted);
        var invitation = await (
            from e in db.JobEditors
            join u in db.Users on e.NormalizedEmail equals u.NormalizedEmail
            where e.JobId == job && u.Id == caller.UserId && u.EmailConfirmed
            select new { e.OwnerId, e.MayEdit }).FirstOrDefaultAsync(http.RequestAborted);
        if (invitation is not null && invitation.OwnerId != caller.UserId && (invitation.MayEdit || requirement.Right is LinkRight.Read))
        {
            http.User = caller.InNameOf(invitation.OwnerId);
        }
    }
}
