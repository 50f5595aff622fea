using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.JobManagement;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.Contracts;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.JobEditors;

/// <summary>Maps the routes <c>/shared-jobs</c>: the jobs to whose captions the caller is invited.</summary>
internal static class SharedJobEndpoints
{
    /// <summary>The maximum number of jobs in a list.</summary>
    public const int MaxListed = 200;

    public static IEndpointRouteBuilder MapSharedJobs(this IEndpointRouteBuilder routes)
    {
        var shared = routes.MapGroup("/shared-jobs").WithTags("Captions");
        shared.MapGet("", ListAsync).RequireAuthorization(Policies.ReadJobs).WithName("ListSharedJobs").Produces<ListResponse<SharedJob>>()
            .WithSummary("List the jobs to whose captions the caller is invited, newest invitation first").WithDescription($"At most {MaxListed}.");
        shared.MapGet("/{id:guid}", GetAsync).RequireAuthorization(Policies.ReadJobs).WithName("GetSharedJob").Produces<SharedJob>().ProducesProblem(404)
            .WithSummary("Get a job to whose captions the caller is invited");
        shared.MapDelete("/{id:guid}", LeaveAsync).RequireAuthorization(Policies.WriteJobs).WithName("LeaveSharedJob").Produces(StatusCodes.Status204NoContent).ProducesProblem(404)
            .WithSummary("Give up an invitation");
        return routes;
    }

    private static async Task<IResult> ListAsync(HttpContext context, IdentityDb db, JobManagerClient jobs)
    {
        var invitations = await Of(db, context.Caller().UserId).AsNoTracking().OrderByDescending(editor => editor.Id).Take(MaxListed).ToListAsync(context.RequestAborted);
        context.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Json(new ListResponse<SharedJob>(await DescribeAsync(invitations, jobs, context.RequestAborted)), GatewayJson.Default.ListResponseSharedJob);
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext context, IdentityDb db, JobManagerClient jobs)
    {
        var invitations = await Of(db, context.Caller().UserId).AsNoTracking().Where(editor => editor.JobId == id).ToListAsync(context.RequestAborted);
        context.Response.Headers.CacheControl = "private, no-cache";
        return await DescribeAsync(invitations, jobs, context.RequestAborted) is [var job, ..] ? TypedResults.Json(job, GatewayJson.Default.SharedJob) : Missing();
    }

    private static async Task<IResult> LeaveAsync(Guid id, HttpContext context, IdentityDb db, TimeProvider time)
    {
        var user = context.Caller().UserId;
        var invitation = await Of(db, user).FirstOrDefaultAsync(editor => editor.JobId == id, context.RequestAborted);
        if (invitation is null)
        {
            return Missing();
        }

        db.SecurityEvents.Add(SecurityLog.Create(time, "job_editor.left", invitation.OwnerId, null, $"{invitation.Id} of job {id}"));
        await db.SaveChangesAsync(context.RequestAborted);
        await db.JobEditors.Where(editor => editor.Id == invitation.Id).ExecuteDeleteAsync(context.RequestAborted);
        return TypedResults.NoContent();
    }

    private static IQueryable<StoredJobEditor> Of(IdentityDb db, Guid user) =>
        from editor in db.JobEditors
        join account in db.Users on editor.NormalizedEmail equals account.NormalizedEmail
        where account.Id == user && account.EmailConfirmed && editor.OwnerId != user
        select editor;

    // A job that is deleted, or has no captions any more, is left out.
    private static async Task<IReadOnlyList<SharedJob>> DescribeAsync(List<StoredJobEditor> invitations, JobManagerClient jobs, CancellationToken cancellationToken)
    {
        if (invitations.Count == 0)
        {
            return [];
        }

        var found = await jobs.SearchAsync(new JobSearch(new JobCriteria(Ids: [.. invitations.Select(static editor => editor.JobId)]), MaxListed), cancellationToken);
        var known = found.Jobs.ToDictionary(static job => job.Id);
        var shared = new List<SharedJob>(invitations.Count);
        foreach (var editor in invitations)
        {
            if (known.TryGetValue(editor.JobId, out var job) && job.OwnerId == editor.OwnerId && CaptionsOf(job) is { } captions)
            {
                shared.Add(new SharedJob(job.Id, job.Title, editor.Role, editor.CreatedAt, captions));
            }
        }

        return shared;
    }

    private static SharedCaptions? CaptionsOf(JobRecord job) =>
        job.State == JobState.Succeeded && job.Result is { } result && result.Deserialize(ContractsJson.Default.CaptionsResult) is { CaptionsObject: not null } captions
            ? new SharedCaptions(captions.Language, captions.DurationSeconds, captions.HasVideo, captions.MediaBytes, captions.Revision)
            : null;

    private static ApiProblem Missing() => ApiProblem.NotFound("There is no such job, or no invitation to it.");
}
