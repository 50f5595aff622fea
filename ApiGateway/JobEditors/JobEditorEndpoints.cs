using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Accounts;
using Platform.ApiGateway.CaptionFiles;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.JobEditors;

/// <summary>
/// Maps the routes <c>/jobs/{id}/editors</c>: the owner of a job invites accounts to its captions, by their e-mail addresses. Answers are the same
/// whether or not there is such an account.
/// </summary>
internal static class JobEditorEndpoints
{
    /// <summary>The maximum number of addresses that are invited to a job.</summary>
    public const int MaxEditors = 20;

    private const int MaxBytes = 64 * 1024;

    public static IEndpointRouteBuilder MapJobEditors(this IEndpointRouteBuilder routes)
    {
        var editors = routes.MapGroup("/jobs/{id:guid}/editors").WithTags("Captions");
        editors.MapGet("", ListAsync).RequireAuthorization(Policies.ReadJobs).WithName("ListEditors").Produces<ListResponse<JobEditor>>().ProducesProblem(404).ProducesProblem(409)
            .WithSummary("List who is invited to the captions of a job");
        editors.MapPost("", InviteAsync).RequireAuthorization(Policies.WriteJobs, Policies.ReadJobs).WithName("InviteEditor").Accepts<InviteEditorRequest>("application/json")
            .Produces<JobEditor>(StatusCodes.Status201Created).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422).ProducesProblem(429)
            .WithSummary("Invite an e-mail address to the captions of a job, or change its role")
            .WithDescription($"At most {MaxEditors} addresses of a job. The invitation counts for the account whose verified address this is, also for one that is made later.");
        editors.MapDelete("/{editor:guid}", RevokeAsync).RequireAuthorization(Policies.WriteJobs).WithName("RevokeEditor").Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(404).WithSummary("Revoke an invitation immediately");
        return routes;
    }

    private static async Task<IResult> ListAsync(Guid id, HttpContext context, CaptionFileStore files, IdentityDb db)
    {
        var user = context.Caller().UserId;
        await files.FindAsync(id, user, context.RequestAborted);
        var found = await db.JobEditors.AsNoTracking().Where(editor => editor.OwnerId == user && editor.JobId == id).OrderBy(editor => editor.Id).ToListAsync(context.RequestAborted);
        context.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Json(new ListResponse<JobEditor>([.. found.Select(static editor => editor.ToResponse())]), GatewayJson.Default.ListResponseJobEditor);
    }

    private static async Task<IResult> InviteAsync(Guid id, HttpContext context, CaptionFileStore files, IdentityDb db, Revocations revocations, TimeProvider time)
    {
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.InviteEditorRequest, MaxBytes);
        var (email, key) = Check(request);

        // Only one's own jobs, even for an operator: they are opened in the name of their owner.
        var user = context.Caller().UserId;
        await files.FindAsync(id, user, context.RequestAborted);
        var now = time.GetUtcNow();
        var mayEdit = request.Role == JobEditorRoles.Editor;
        StoredJobEditor? editor = null;
        await db.RunLockedAsync(
            user,
            async () =>
            {
                editor = await db.JobEditors.FirstOrDefaultAsync(other => other.OwnerId == user && other.JobId == id && other.NormalizedEmail == key, context.RequestAborted);
                if (editor is null)
                {
                    if (await db.JobEditors.CountAsync(other => other.JobId == id, context.RequestAborted) >= MaxEditors)
                    {
                        throw new ApiProblemException(ApiProblem.QuotaExceeded($"There are {MaxEditors} invitations to these captions already; revoke one first."));
                    }

                    editor = new StoredJobEditor { Id = Guid.CreateVersion7(now), OwnerId = user, JobId = id, Email = email, NormalizedEmail = key, CreatedAt = now };
                    db.JobEditors.Add(editor);
                }

                editor.MayEdit = mayEdit;
                db.SecurityEvents.Add(SecurityLog.Create(time, "job_editor.invited", user, context.Connection.RemoteIpAddress, $"{editor.Id} of job {id}, {editor.Role}"));
                await db.SaveChangesAsync(context.RequestAborted);
            },
            context.RequestAborted);

        // Who is known as not invited is looked up again.
        if (await db.Users.Where(other => other.NormalizedEmail == key).Select(other => (Guid?)other.Id).FirstOrDefaultAsync(context.RequestAborted) is { } invited)
        {
            revocations.Revoke(invited);
        }

        context.Response.Headers.Location = $"/api/v1/jobs/{id}/editors/{editor!.Id}";
        return TypedResults.Json(editor.ToResponse(), GatewayJson.Default.JobEditor, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> RevokeAsync(Guid id, Guid editor, HttpContext context, IdentityDb db, TimeProvider time)
    {
        var user = context.Caller().UserId;
        await db.RunLockedAsync(
            user,
            async () =>
            {
                if (await db.JobEditors.Where(other => other.Id == editor && other.JobId == id && other.OwnerId == user).ExecuteDeleteAsync(context.RequestAborted) == 0)
                {
                    throw new ApiProblemException(ApiProblem.NotFound("There is no such invitation."));
                }

                db.SecurityEvents.Add(SecurityLog.Create(time, "job_editor.revoked", user, context.Connection.RemoteIpAddress, $"{editor} of job {id}"));
                await db.SaveChangesAsync(context.RequestAborted);
            },
            context.RequestAborted);
        return TypedResults.NoContent();
    }

    /// <returns>The address, and the key by which accounts are found.</returns>
    private static (string Email, string Key) Check(InviteEditorRequest request)
    {
        var errors = new FieldErrors();
        var email = EmailAddress.Read(request.Email, "email", errors);
        if (!JobEditorRoles.All.Contains(request.Role, StringComparer.Ordinal))
        {
            errors.Add("role", FieldError.OneOf(JobEditorRoles.All, "One of viewer and editor."));
        }

        errors.ThrowIfAny();
        return (email, EmailAddress.Key(email) ?? email);
    }
}
