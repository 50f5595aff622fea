using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.CaptionFiles;

/// <summary>
/// Adds to the owner's security events that an invited account has saved captions: once within five minutes, because an editor saves as one types. Each
/// revision names its account, too.
/// </summary>
internal sealed class EditorAudit(IDbContextFactory<IdentityDb> databases, TimeProvider time) : IEndpointFilter
{
    private const string Saved = "job_editor.saved";
    private static readonly TimeSpan s_quiet = TimeSpan.FromMinutes(5);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var answer = await next(context);
        var http = context.HttpContext;
        var caller = http.Caller();
        if (caller.InvitedId is { } editor && answer is not ApiProblem)
        {
            // Not the request's token: what was saved is recorded, whoever waits for the answer.
            await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
            var detail = $"job {http.GetRouteValue("id")} by account {editor}";
            var since = time.GetUtcNow() - s_quiet;
            var isKnown = await db.SecurityEvents.AnyAsync(
                known => known.UserId == caller.UserId && known.Event == Saved && known.Detail == detail && known.At > since, CancellationToken.None);
            if (!isKnown)
            {
                db.SecurityEvents.Add(SecurityLog.Create(time, Saved, caller.UserId, null, detail));
                await db.SaveChangesAsync(CancellationToken.None);
            }
        }

        return answer;
    }
}
