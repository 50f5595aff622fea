using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.JobManager.Audit;
using Platform.JobManager.Refusals;
using Platform.JobManager.Telemetry;
using Platform.ServiceDefaults.Refusals;

namespace Platform.JobManager.Jobs;

/// <summary>Reading jobs and acting on them.</summary>
internal static class JobEndpoints
{
    private const int MaxAction = 50;

    public static void MapJobs(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/jobs/search", SearchAsync).WithName("search_jobs");
        routes.MapPost("/jobs/act", ActOnManyAsync).AddEndpointFilter<BacklogFullFilter>().WithName("act_on_jobs");
        routes.MapGet("/jobs/{id:guid}", GetAsync).WithName("get_job");
        routes.MapPost("/jobs/{id:guid}/act", ActAsync).AddEndpointFilter<BacklogFullFilter>().WithName("act_on_job");
        routes.MapPost("/jobs/{id:guid}/result", ReplaceResultAsync).WithName("replace_result");
        routes.MapGet("/jobs/{id:guid}/log", LogAsync).WithName("get_job_log");
        routes.MapGet("/jobs/{id:guid}/attempts", AttemptsAsync).WithName("get_job_attempts");
        routes.MapGet("/jobs/{id:guid}/webhook-deliveries", DeliveriesAsync).WithName("get_webhook_deliveries");
        routes.MapGet("/backlog", Backlog).WithName("get_backlog");
        routes.MapGet("/audit", AuditAsync).WithName("get_audit");
        routes.MapPost("/audit", NoteAsync).WithName("add_audit");
    }

    private static async Task<Ok<JobSearchResult>> SearchAsync(JobSearch search, JobReader jobs, CancellationToken cancellationToken)
    {
        Demand.Range(search.Limit, 1, 200, "limit");
        return TypedResults.Ok(await jobs.SearchAsync(search, cancellationToken));
    }

    private static async Task<Results<Ok<JobRecord>, NotFound>> GetAsync(
        Guid id, [FromQuery(Name = "owner_id")] Guid? ownerId, JobReader jobs, CancellationToken cancellationToken) =>
        await jobs.GetAsync(id, ownerId, cancellationToken) is { } job ? TypedResults.Ok(job) : TypedResults.NotFound();

    private static async Task<Results<Ok<JobRecord>, NoContent, NotFound, ProblemHttpResult>> ActAsync(
        Guid id, ActOnJob request, JobReader jobs, JobActions actions, CancellationToken cancellationToken)
    {
        Demand.Known(request.Action, "action");
        Guid? owner = request.Actor.IsOperator ? null : request.Actor.UserId;
        if (await jobs.GetAsync(id, owner, cancellationToken) is not { } job)
        {
            return TypedResults.NotFound();
        }

        bool changed = await actions.ActAsync(job, request.Actor, request.Action, cancellationToken);
        if (changed && request.Action == JobAction.Delete)
        {
            return TypedResults.NoContent();
        }

        if (await jobs.GetAsync(id, owner, cancellationToken) is not { } now)
        {
            return TypedResults.NotFound();
        }

        // Cancelling what is cancelled, or about to be, is what was asked for.
        bool already = request.Action == JobAction.Cancel && (now.CancelRequested || now.State == JobState.Cancelled);
        return changed || already
            ? TypedResults.Ok(now)
            : TypedResults.Problem(Refusal(request.Action, now.State), statusCode: StatusCodes.Status409Conflict);
    }

    private static async Task<Ok<ActedOnJobs>> ActOnManyAsync(ActOnJobs request, JobActions actions, CancellationToken cancellationToken)
    {
        Demand.Known(request.Action, "action");
        return TypedResults.Ok(await actions.ActAsync(request, cancellationToken));
    }

    private static async Task<Results<Ok<JobRecord>, NotFound, ProblemHttpResult>> ReplaceResultAsync(
        Guid id, ReplaceResult request, JobReader jobs, ResultEdits edits, RevisionStore revisions, CancellationToken cancellationToken)
    {
        Demand.That(request.RevisionBytes is null or >= 0, "revision_bytes", "0 or more.");
        Demand.That(ReadableJson.IsReadable(JsonMarshal.GetRawUtf8Value(request.Result)), "result", ReadableJson.Rule);
        (JobRecord? changed, bool isFull) = await edits.ReplaceAsync(id, request, cancellationToken);
        if (changed is not null)
        {
            return TypedResults.Ok(changed);
        }

        if (isFull)
        {
            return TypedResults.Problem(
                string.Create(CultureInfo.InvariantCulture, $"With this one, edited captions would have more than {revisions.Most} bytes in all of their revisions; delete a job first."),
                statusCode: StatusCodes.Status429TooManyRequests,
                extensions: [new KeyValuePair<string, object?>("code", "quota_exceeded")]);
        }

        return await jobs.GetAsync(id, request.Actor.IsOperator ? null : request.Actor.UserId, cancellationToken) is null
            ? TypedResults.NotFound()
            : TypedResults.Problem("The job has changed since it was read, or has no result.", statusCode: StatusCodes.Status409Conflict);
    }

    private static async Task<Results<Ok<JobLogPage>, NotFound>> LogAsync(
        Guid id, [FromQuery(Name = "owner_id")] Guid? ownerId, long? after, int? limit, JobReader jobs, CancellationToken cancellationToken)
    {
        Demand.Range(limit ?? 200, 1, 1000, "limit");
        return await jobs.LogAsync(id, ownerId, after ?? 0, limit ?? 200, cancellationToken) is { } page
            ? TypedResults.Ok(page)
            : TypedResults.NotFound();
    }

    private static async Task<Results<Ok<IReadOnlyList<JobAttempt>>, NotFound>> AttemptsAsync(
        Guid id, [FromQuery(Name = "owner_id")] Guid? ownerId, JobReader jobs, CancellationToken cancellationToken) =>
        await jobs.AttemptsAsync(id, ownerId, cancellationToken) is { } attempts ? TypedResults.Ok(attempts) : TypedResults.NotFound();

    private static async Task<Results<Ok<IReadOnlyList<WebhookDelivery>>, NotFound>> DeliveriesAsync(
        Guid id, [FromQuery(Name = "owner_id")] Guid? ownerId, JobReader jobs, CancellationToken cancellationToken) =>
        await jobs.DeliveriesAsync(id, ownerId, cancellationToken) is { } deliveries ? TypedResults.Ok(deliveries) : TypedResults.NotFound();

    private static Ok<BacklogSummary> Backlog(BacklogFigures figures) =>
        TypedResults.Ok(new BacklogSummary(figures.Scheduled, figures.Queued, figures.Running, figures.OldestQueuedSeconds));

    private static async Task<Ok<IReadOnlyList<AuditEntry>>> AuditAsync(int? limit, Guid? before, AuditLog audit, CancellationToken cancellationToken)
    {
        Demand.Range(limit ?? 100, 1, 500, "limit");
        return TypedResults.Ok(await audit.ReadAsync(limit ?? 100, before, cancellationToken));
    }

    private static async Task<NoContent> NoteAsync(NewAuditEntry entry, AuditLog audit, CancellationToken cancellationToken)
    {
        Demand.That(
            entry.Action is { Length: > 0 and <= MaxAction } action && action.All(c => char.IsAsciiLetterLower(c) || c is '.' or '_'), "action", "1 to 50 small letters, dots and underscores.");
        Demand.That(entry.Detail is not { } detail || ReadableJson.IsReadable(JsonMarshal.GetRawUtf8Value(detail)), "detail", ReadableJson.Rule);
        await audit.WriteAsync(entry, cancellationToken);
        return TypedResults.NoContent();
    }

    private static string Refusal(JobAction action, JobState state) => action switch
    {
        JobAction.Cancel => "The job has already ended.",
        JobAction.Retry => state is JobState.Succeeded ? "The job has succeeded." : "The job has not ended yet.",
        _ => "Only jobs that have ended can be deleted; cancel it first.",
    };
}
