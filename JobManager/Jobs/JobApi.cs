using System.Globalization;
using Grpc.Core;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.JobManager.Refusals;
using Platform.JobManager.Submission;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.Refusals;

namespace Platform.JobManager.Jobs;

/// <summary>The gRPC service for jobs: checks requests and translates refusals.</summary>
internal sealed class JobApi(
    SubmissionIntake intake, JobReader jobs, JobActions actions, ResultEdits edits, RevisionStore revisions, RevisionList list, LimitReader limits)
    : JobService.JobServiceBase
{
    private const int MaxPage = 200;
    private const int MaxLines = 1000;
    private const int MaxObjectKey = 512;

    [CheckedInParts]
    public override Task<SubmitJobsReply> Submit(SubmitJobsRequest request, ServerCallContext context) => intake.SubmitAsync(request, context.CancellationToken);

    public override Task<SearchJobsReply> Search(SearchJobsRequest request, ServerCallContext context)
    {
        Demand.Range(request.Limit, 1, MaxPage, "limit");
        return jobs.SearchAsync(
            FilterOf(request.Filter), request.Limit, request.Before.ToGuidOrNull("before"), request.WithVocabulary, context.CancellationToken);
    }

    public override Task<GetProgressReply> GetProgress(GetProgressRequest request, ServerCallContext context)
    {
        var filter = FilterOf(request.Filter);
        Demand.That(filter.Tags.Count > 0, "filter.tags", "At least one tag is needed.");
        return jobs.ProgressAsync(filter, context.CancellationToken);
    }

    public override async Task<Job> Get(GetJobRequest request, ServerCallContext context) =>
        await jobs.GetAsync(request.Id.ToGuid(), request.OwnerId.ToGuidOrNull("owner_id"), context.CancellationToken) ?? throw NoSuchJob();

    public override async Task<ActOnJobReply> Act(ActOnJobRequest request, ServerCallContext context)
    {
        var action = ActionOf(request.Operation);
        var actor = JobActor.Of(request.Actor);
        var id = request.Id.ToGuid();
        var cancellationToken = context.CancellationToken;
        var job = await jobs.GetAsync(id, actor.VisibleOwner, cancellationToken) ?? throw NoSuchJob();
        var changed = await TranslateFullAsync(actions.ActAsync(job, actor, action, cancellationToken));
        if (changed && action == JobAction.Delete)
        {
            return new ActOnJobReply();
        }

        var now = await jobs.GetAsync(id, actor.VisibleOwner, cancellationToken) ?? throw NoSuchJob();

        // A job that is already cancelled, or about to be, is what was asked for: cancelling is idempotent.
        var already = action == JobAction.Cancel && (now.CancelRequested || now.State == State.Cancelled);
        return changed || already ? new ActOnJobReply { Job = now } : throw Conflict(Refusal(action, now.State));
    }

    public override Task<ActOnJobsReply> ActOnAll(ActOnJobsRequest request, ServerCallContext context) => TranslateFullAsync(actions.ActAsync(
        JobActor.Of(request.Actor),
        ActionOf(request.Operation),
        FilterOf(request.Filter),
        request.Before.ToGuidOrNull("before"),
        context.CancellationToken));

    public override async Task<ReplaceResultReply> ReplaceResult(ReplaceResultRequest request, ServerCallContext context)
    {
        if (request.Revision is { } revision)
        {
            Demand.That(revision.Number >= 1, "revision.number", "1 or more.");
            Demand.That(revision.ObjectKey.Length is >= 1 and <= MaxObjectKey, "revision.object_key", "1 to 512 characters.");
            Demand.That(revision.Bytes >= 0, "revision.bytes", "0 or more.");
            _ = revision.LinkId.ToGuidOrNull("revision.link_id");
        }

        Demand.That(ReadableJson.IsReadable(request.ResultJson.Span), "result", ReadableJson.Rule);
        var actor = JobActor.Of(request.Actor);
        var id = request.Id.ToGuid();
        var (reply, isFull) = await edits.ReplaceAsync(id, actor, request, context.CancellationToken);
        if (reply is not null)
        {
            return reply;
        }

        if (isFull)
        {
            throw new InputException(
                null,
                string.Create(CultureInfo.InvariantCulture, $"With this one, edited captions would have more than {revisions.MaxBytes} bytes in all of their revisions; delete a job first."),
                StatusCodes.Status429TooManyRequests,
                "quota_exceeded");
        }

        throw await jobs.GetAsync(id, actor.VisibleOwner, context.CancellationToken) is null
            ? NoSuchJob()
            : Conflict("The job has changed since it was read, or has no result.");
    }

    public override async Task<ListRevisionsReply> ListRevisions(GetJobRequest request, ServerCallContext context) =>
        await list.ListAsync(request.Id.ToGuid(), request.OwnerId.ToGuidOrNull("owner_id"), context.CancellationToken) ?? throw NoSuchJob();

    public override async Task<StoredRevision> NameRevision(NameRevisionRequest request, ServerCallContext context)
    {
        Demand.That(request.Number >= 1, "number", "1 or more.");
        var name = request.HasName ? request.Name : null;
        Demand.That(
            name is null || (name.Length is >= 1 and <= ResultRevisions.MaxName && !name.Any(char.IsControl)), "name", "1 to 100 characters, no control characters.");
        var (named, refusal) = await list.NameAsync(JobActor.Of(request.Actor), request.Id.ToGuid(), request.Number, name, context.CancellationToken);
        return named ?? throw refusal!;
    }

    public override async Task<GetJobLogReply> GetLog(GetJobLogRequest request, ServerCallContext context)
    {
        Demand.Range(request.Limit, 1, MaxLines, "limit");
        return await jobs.LogAsync(request.Id.ToGuid(), request.OwnerId.ToGuidOrNull("owner_id"), request.After, request.Limit, context.CancellationToken)
            ?? throw NoSuchJob();
    }

    public override async Task<GetJobAttemptsReply> GetAttempts(GetJobRequest request, ServerCallContext context) =>
        await jobs.AttemptsAsync(request.Id.ToGuid(), request.OwnerId.ToGuidOrNull("owner_id"), context.CancellationToken) ?? throw NoSuchJob();

    public override async Task<GetWebhookDeliveriesReply> GetWebhookDeliveries(GetJobRequest request, ServerCallContext context) =>
        await jobs.DeliveriesAsync(request.Id.ToGuid(), request.OwnerId.ToGuidOrNull("owner_id"), context.CancellationToken) ?? throw NoSuchJob();

    public override Task<GetLimitsReply> GetLimits(GetLimitsRequest request, ServerCallContext context) =>
        limits.ReadAsync(request.OwnerId.ToGuid("owner_id"), context.CancellationToken);

    private static InputException NoSuchJob() => new(null, "There is no such job.", StatusCodes.Status404NotFound, "not_found");

    private static InputException Conflict(string detail) => new(null, detail, StatusCodes.Status409Conflict, "conflict");

    /// <summary>Translates a full backlog to the error that submissions get as well.</summary>
    private static async Task<T> TranslateFullAsync<T>(Task<T> action)
    {
        try
        {
            return await action;
        }
        catch (BacklogFullException full)
        {
            throw new InputException(null, full.Message, StatusCodes.Status429TooManyRequests, BacklogFullException.Code, full) { RetryAfter = full.RetryAfter };
        }
    }

    // A missing filter must not select the jobs of all users.
    private static JobFilter FilterOf(JobFilter? filter)
    {
        Demand.That(filter is not null, "filter", "A filter is needed.");
        return filter;
    }

    private static JobAction ActionOf(Operation operation) => operation switch
    {
        Operation.Cancel => JobAction.Cancel,
        Operation.Retry => JobAction.Retry,
        Operation.Delete => JobAction.Delete,
        _ => throw new InputException("operation", "This is not one of the values."),
    };

    private static string Refusal(JobAction action, State state) => action switch
    {
        JobAction.Cancel => "The job has already ended.",
        JobAction.Retry => state is State.Succeeded ? "The job has succeeded." : "The job has not ended yet.",
        _ => "Only jobs that have ended can be deleted; cancel it first.",
    };
}
