using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Platform.Contracts;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;

namespace Platform.Integration.ApiGateway;

/// <summary>JobManager's internal contract in memory.</summary>
public sealed class FakeJobManager : FakeService
{
    private readonly ConcurrentDictionary<(Guid Owner, string Key), (string Fingerprint, SubmitJobResult Result)> _keys = new();

    public ConcurrentDictionary<Guid, JobRecord> Jobs { get; } = new();

    public ConcurrentQueue<SubmitJob> Submitted { get; } = new();

    public ConcurrentQueue<int> Groups { get; } = new();

    public ConcurrentDictionary<Guid, List<JobLogEntry>> Logs { get; } = new();

    public ConcurrentQueue<ActOnJobs> BulkActions { get; } = new();

    public bool IsFull { get; set; }

    /// <summary>Why it is full, where it is for the caller alone.</summary>
    public string? FullDetail { get; set; }

    public static Task<FakeJobManager> StartAsync() => StartAsync(new FakeJobManager());

    /// <summary>Changes a job as JobManager would: with the next version.</summary>
    public JobRecord Change(Guid id, Func<JobRecord, JobRecord> change) =>
        Jobs.AddOrUpdate(id, _ => throw new KeyNotFoundException(), (_, j) => change(j) with { Version = j.Version + 1 });

    protected override void MapRoutes(WebApplication app)
    {
        app.MapPost("/internal/v1/jobs/submit", SubmitAsync);
        app.MapPost("/internal/v1/jobs/search", SearchAsync);
        app.MapGet("/internal/v1/jobs/{id:guid}", (Guid id, Guid? owner_id) => Find(id, owner_id) is { } job ? Json(job, ContractsJson.Default.JobRecord) : Results.NotFound());
        app.MapPost("/internal/v1/jobs/{id:guid}/act", ActAsync);
        app.MapPost("/internal/v1/jobs/act", async context =>
        {
            BulkActions.Enqueue((await context.Request.ReadFromJsonAsync(ContractsJson.Default.ActOnJobs))!);
            await Json(new ActedOnJobs(2, 1), ContractsJson.Default.ActedOnJobs).ExecuteAsync(context);
        });
        app.MapPost("/internal/v1/jobs/{id:guid}/result", ReplaceAsync);
        app.MapGet("/internal/v1/jobs/{id:guid}/log", (Guid id, Guid? owner_id, long? after, int limit) => Find(id, owner_id) is null
            ? Results.NotFound()
            : Json(new JobLogPage([.. Logs.GetOrAdd(id, _ => []).Where(l => l.Sequence > (after ?? 0)).Take(limit)], null), ContractsJson.Default.JobLogPage));
        app.MapGet("/internal/v1/jobs/{id:guid}/attempts", (Guid id, Guid? owner_id) => Find(id, owner_id) is null
            ? Results.NotFound()
            : Json<IReadOnlyList<JobAttempt>>([new JobAttempt(1, "w", null, null, null, null)], ContractsJson.Default.IReadOnlyListJobAttempt));
        app.MapGet("/internal/v1/jobs/{id:guid}/webhook-deliveries", (Guid id, Guid? owner_id) => Find(id, owner_id) is null
            ? Results.NotFound()
            : Json<IReadOnlyList<WebhookDelivery>>([], ContractsJson.Default.IReadOnlyListWebhookDelivery));
        app.MapGet("/internal/v1/audit", () => Json<IReadOnlyList<AuditEntry>>([], ContractsJson.Default.IReadOnlyListAuditEntry));
    }

    private static IResult Json<T>(T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) => Results.Json(value, type);

    private JobRecord? Find(Guid id, Guid? owner) => Jobs.TryGetValue(id, out var job) && (owner is null || job.OwnerId == owner) ? job : null;

    private async Task SubmitAsync(HttpContext context)
    {
        var submit = (await JsonSerializer.DeserializeAsync(context.Request.Body, ContractsJson.Default.SubmitJobs))!;
        Groups.Enqueue(submit.Jobs.Count);
        var results = submit.Jobs.Select(Submit).ToArray();
        await Json(new SubmitJobsResult(results, IsFull ? 3 : null), ContractsJson.Default.SubmitJobsResult).ExecuteAsync(context);
    }

    private SubmitJobResult Submit(SubmitJob job)
    {
        Submitted.Enqueue(job);
        var now = TimeProvider.System.GetUtcNow();
        if (IsFull)
        {
            return new SubmitJobResult(job.Id, SubmitOutcome.BacklogFull, JobState.Queued, now, FullDetail);
        }

        var state = job.StartAt > now ? JobState.Scheduled : JobState.Queued;
        var result = new SubmitJobResult(job.Id, SubmitOutcome.Accepted, state, now);
        if (job.IdempotencyKey is { } key)
        {
            var (fingerprint, first) = _keys.GetOrAdd((job.OwnerId, key), (job.Fingerprint!, result));
            if (first.Id != job.Id)
            {
                return first with { Outcome = fingerprint == job.Fingerprint ? SubmitOutcome.Replayed : SubmitOutcome.KeyReused };
            }
        }

        Jobs[job.Id] = new JobRecord(
            job.Id, job.OwnerId, job.Kind, state, job.Priority, job.Title, job.Tags ?? [], job.Input, 0, 0, job.MaxAttempts ?? 3, job.TimeoutSeconds,
            null, null, null, false, 1, now, job.StartAt, null, null, job.Webhook?.Url, job.TraceParent);
        return result;
    }

    private async Task SearchAsync(HttpContext context)
    {
        var search = (await context.Request.ReadFromJsonAsync(ContractsJson.Default.JobSearch))!;
        var filter = search.Filter;
        var found = Jobs.Values
            .Where(j => (filter.OwnerId is null || j.OwnerId == filter.OwnerId)
                && (filter.States is null || filter.States.Contains(j.State))
                && (filter.Kinds is null || filter.Kinds.Contains(j.Kind))
                && (filter.Ids is null || filter.Ids.Contains(j.Id))
                && (filter.Tags is null || filter.Tags.All(j.Tags.Contains))
                && (filter.Text is null || j.Title?.Contains(filter.Text, StringComparison.OrdinalIgnoreCase) == true
                    || j.Id.ToString().Contains(filter.Text, StringComparison.OrdinalIgnoreCase) || j.Input.GetRawText().Contains(filter.Text, StringComparison.OrdinalIgnoreCase))
                && (search.Before is not { } before || string.CompareOrdinal(j.Id.ToString(), before.ToString()) < 0))
            .OrderByDescending(j => j.Id.ToString(), StringComparer.Ordinal)
            .Take(search.Limit + 1)
            .ToArray();
        var page = found.Take(search.Limit).ToArray();
        await Json(new JobSearchResult(page, found.Length > page.Length ? page[^1].Id : null), ContractsJson.Default.JobSearchResult).ExecuteAsync(context);
    }

    private async Task<IResult> ActAsync(Guid id, HttpContext context)
    {
        var act = (await context.Request.ReadFromJsonAsync(ContractsJson.Default.ActOnJob))!;
        if (Find(id, act.Actor.IsOperator ? null : act.Actor.UserId) is not { } job)
        {
            return Results.NotFound();
        }

        switch (act.Action)
        {
            case JobAction.Delete when job.State is JobState.Queued or JobState.Running or JobState.Scheduled:
                return Results.Problem("The job has not ended.", statusCode: 409);
            case JobAction.Delete:
                Jobs.TryRemove(id, out _);
                return Results.NoContent();
            case JobAction.Cancel:
                return Json(Change(id, j => j with { State = JobState.Cancelled }), ContractsJson.Default.JobRecord);
            default:
                return Json(Change(id, j => j with { State = JobState.Queued }), ContractsJson.Default.JobRecord);
        }
    }

    private async Task<IResult> ReplaceAsync(Guid id, HttpContext context)
    {
        var replace = (await context.Request.ReadFromJsonAsync(ContractsJson.Default.ReplaceResult))!;
        if (Find(id, replace.Actor.IsOperator ? null : replace.Actor.UserId) is not { } job)
        {
            return Results.NotFound();
        }

        var next = job with { Version = job.Version + 1, Result = replace.Result.Clone() };
        return job.Version == replace.ExpectedVersion && Jobs.TryUpdate(id, next, job)
            ? Json(next, ContractsJson.Default.JobRecord)
            : Results.Problem("The job has changed.", statusCode: 409);
    }
}
