using System.Globalization;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.JobManagement;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.OrphanedObjects;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Jobs;

/// <summary>Maps the routes under <c>/jobs</c> that read jobs and act on them.</summary>
internal static class PublicJobEndpoints
{
    // While JobManager is of the version before, which does not return them.
    private static readonly JobLimitsResponse s_unknownLimits = new(0, 0, 0, 0, 0, 1, null, null, []);

    public static IEndpointRouteBuilder MapJobs(this IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup("/jobs").WithTags("Jobs").RequireAuthorization(Policies.ReadJobs);
        read.MapGet("", ListAsync).Produces<PageResponse<JobResponse>>().ProducesProblem(422)
            .WithName("ListJobs").WithSummary("List jobs, newest first")
            .WithDescription("Filters: state, kind, tag, priority (each repeatable), q (part of title, source or id), created_after, created_before; limit 1 to 200; cursor of the previous page.");
        read.MapGet("/progress", ProgressAsync).Produces<JobsProgress>().ProducesProblem(422)
            .WithName("GetJobsProgress").WithSummary("Get how far all jobs with a tag are together")
            .WithDescription("Takes the filters of the list, of which tag is needed. Of more than 10,000 jobs, the newest are counted.");
        read.MapGet("/limits", LimitsAsync).Produces<JobLimitsResponse>().WithName("GetJobLimits").WithSummary("Get how many captions jobs of the account run and wait, and what limits them");
        read.MapGet("/{id:guid}", GetAsync).Produces<JobResponse>().Produces(304).ProducesProblem(404).WithName("GetJob").WithSummary("Get a job; its version is the ETag");
        read.MapGet("/{id:guid}/log", LogAsync).WithName("GetJobLog").Produces<JobLogPage>().ProducesProblem(404).WithSummary("List the log lines of a job, oldest first");
        read.MapGet("/{id:guid}/attempts", AttemptsAsync).WithName("ListAttempts").Produces<ListResponse<JobAttempt>>().ProducesProblem(404).WithSummary("List the attempts of a job");
        read.MapGet("/{id:guid}/webhook-deliveries", WebhookDeliveriesAsync).WithName("ListWebhookDeliveries").Produces<ListResponse<WebhookDelivery>>().ProducesProblem(404).WithSummary("List the webhook deliveries of a job");

        var write = routes.MapGroup("/jobs").WithTags("Jobs").RequireAuthorization(Policies.WriteJobs);
        write.MapPost("/{id:guid}/cancel", CancelAsync).WithName("CancelJob").Produces<JobResponse>(202).ProducesProblem(404).ProducesProblem(409).WithSummary("Cancel a job that has not ended");
        write.MapPost("/{id:guid}/retry", RetryAsync).WithName("RetryJob").Produces<JobResponse>(202).ProducesProblem(404).ProducesProblem(409).WithSummary("Retry a failed or cancelled job");
        write.MapDelete("/{id:guid}", DeleteAsync).WithName("DeleteJob").Produces(204).ProducesProblem(404).ProducesProblem(409).WithSummary("Delete a job that has ended");
        write.MapPost("/bulk", BulkAsync).WithName("BulkAct").Accepts<BulkRequest>("application/json").Produces<ActOnJobsResult>().ProducesProblem(422)
            .WithSummary("Cancel, retry or delete all jobs of the account that match").WithDescription("Requires all: true if there is no filter.");

        routes.MapGet("/audit", AuditAsync).WithName("ListAudit").WithTags("Operators").RequireAuthorization(Policies.Operator)
            .Produces<ListResponse<AuditEntry>>().WithSummary("List the actions of operators on other users' jobs");
        return routes;
    }

    private static async Task<IResult> ListAsync(HttpContext context, JobManagerClient jobs, JobCursor cursors)
    {
        var (filter, limit, cursor) = JobListQuery.Read(context.Request.Query, context.Caller().VisibleOwner);
        var page = await jobs.SearchAsync(new JobSearch(filter, limit, BeforeOf(cursor, filter, cursors)), context.RequestAborted);
        return TypedResults.Json(
            new PageResponse<JobResponse>([.. page.Jobs.Select(j => j.ToResponse())], page.Next is { } next ? cursors.Write(next, filter) : null),
            GatewayJson.Default.PageResponseJobResponse);
    }

    private static Guid? BeforeOf(string? cursor, JobCriteria filter, JobCursor cursors) => cursor is null ? null
        : cursors.TryRead(cursor, filter, out var id) ? id
        : throw new ApiProblemException(ApiProblem.Invalid("cursor", FieldError.Of(FieldRules.Cursor, "This cursor is not one of this list's.")));

    private static async Task<IResult> ProgressAsync(HttpContext context, JobManagerClient jobs)
    {
        var (filter, _, _) = JobListQuery.Read(context.Request.Query, context.Caller().VisibleOwner);
        if (filter.Tags is not { Count: > 0 })
        {
            return ApiProblem.Invalid("tag", FieldError.Needed);
        }

        context.Response.Headers.CacheControl = "no-store";
        return await jobs.GetProgressAsync(filter, context.RequestAborted) is { } progress
            ? TypedResults.Json(progress, GatewayJson.Default.JobsProgress)
            : ApiProblem.NotFound("JobManager does not know this yet.");
    }

    private static async Task<IResult> LimitsAsync(HttpContext context, JobManagerClient jobs)
    {
        var limits = await jobs.GetLimitsAsync(context.Caller().UserId, context.RequestAborted) ?? s_unknownLimits;
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(limits, GatewayJson.Default.JobLimitsResponse);
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext context, JobManagerClient jobs)
    {
        var job = await jobs.GetAsync(id, context.Caller().VisibleOwner, context.RequestAborted);
        if (job is null)
        {
            return NoSuchJob();
        }

        var etag = job.ETag();
        context.Response.Headers.ETag = etag;
        context.Response.Headers.CacheControl = "private, no-cache";
        return Preconditions.IsKnown(context.Request, etag)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Json(job.ToResponse(), GatewayJson.Default.JobResponse);
    }

    private static async Task<IResult> LogAsync(Guid id, HttpContext context, JobManagerClient jobs)
    {
        var errors = new FieldErrors();
        var after = QueryNumbers.Read(context.Request.Query, "after", 0, long.MaxValue, errors);
        var limit = QueryNumbers.Read(context.Request.Query, "limit", 1, 1000, errors) ?? 200;
        errors.ThrowIfAny();
        var page = await jobs.GetLogAsync(id, context.Caller().VisibleOwner, after, (int)limit, context.RequestAborted);
        return page is null ? NoSuchJob() : TypedResults.Json(page, GatewayJson.Default.JobLogPage);
    }

    private static async Task<IResult> AttemptsAsync(Guid id, HttpContext context, JobManagerClient jobs) =>
        await jobs.GetAttemptsAsync(id, context.Caller().VisibleOwner, context.RequestAborted) is { } attempts
            ? TypedResults.Json(new ListResponse<JobAttempt>(attempts), GatewayJson.Default.ListResponseJobAttempt)
            : NoSuchJob();

    private static async Task<IResult> WebhookDeliveriesAsync(Guid id, HttpContext context, JobManagerClient jobs) =>
        await jobs.GetWebhookDeliveriesAsync(id, context.Caller().VisibleOwner, context.RequestAborted) is { } deliveries
            ? TypedResults.Json(new ListResponse<WebhookDelivery>(deliveries), GatewayJson.Default.ListResponseWebhookDelivery)
            : NoSuchJob();

    private static Task<IResult> CancelAsync(Guid id, HttpContext context, JobManagerClient jobs) => ActAsync(id, JobAction.Cancel, context, jobs);

    private static Task<IResult> RetryAsync(Guid id, HttpContext context, JobManagerClient jobs) => ActAsync(id, JobAction.Retry, context, jobs);

    private static async Task<IResult> DeleteAsync(Guid id, HttpContext context, JobManagerClient jobs, JobObjects objects)
    {
        var result = await ActAsync(id, JobAction.Delete, context, jobs);
        await objects.DeleteNowAsync(id);
        return result;
    }

    private static async Task<IResult> ActAsync(Guid id, JobAction action, HttpContext context, JobManagerClient jobs)
    {
        var job = await jobs.ActAsync(id, context.Caller().Actor, action, context.RequestAborted);
        if (job is null)
        {
            return TypedResults.NoContent();
        }

        context.Response.Headers.ETag = job.ETag();
        return TypedResults.Json(job.ToResponse(), GatewayJson.Default.JobResponse, statusCode: StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> BulkAsync(HttpContext context, JobManagerClient jobs, JobCursor cursors)
    {
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.BulkRequest);
        var filter = BulkFilters.Read(request, context.Caller());
        var result = await jobs.ActOnAllAsync(
            context.Caller().Actor, request.Action, filter, BeforeOf(request.Cursor, filter, cursors), context.RequestAborted);
        if (result.Refusal is { } refusal)
        {
            context.Response.Headers.RetryAfter = refusal.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        }

        return TypedResults.Json(
            new ActOnJobsResult(
                result.Matched,
                result.Changed,
                result.Next is { } next ? cursors.Write(next, filter) : null,
                result.Refused > 0 ? result.Refused : null,
                result.Refusal),
            GatewayJson.Default.ActOnJobsResult);
    }

    private static async Task<IResult> AuditAsync(HttpContext context, JobManagerClient jobs)
    {
        var errors = new FieldErrors();
        var limit = QueryNumbers.Read(context.Request.Query, "limit", 1, 200, errors) ?? 50;
        Guid? before = null;
        if (context.Request.Query["before"] is [{ } text])
        {
            if (Guid.TryParse(text, out var id))
            {
                before = id;
            }
            else
            {
                errors.Add("before", FieldError.NoId);
            }
        }

        errors.ThrowIfAny();
        var entries = await jobs.GetAuditAsync((int)limit, before, context.RequestAborted);
        return TypedResults.Json(new ListResponse<AuditEntry>(entries), GatewayJson.Default.ListResponseAuditEntry);
    }

    private static ApiProblem NoSuchJob() => ApiProblem.NotFound("There is no such job.");
}
