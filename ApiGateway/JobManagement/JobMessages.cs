using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.GrpcCalls;

namespace Platform.ApiGateway.JobManagement;

/// <summary>Converts between the messages of JobManager's API and the types that the gateway works with.</summary>
internal static class JobMessages
{
    public static JobRecord ToRecord(this Job job) => new(
        job.Id.ToGuid(),
        job.OwnerId.ToGuid(),
        job.Kind,
        (JobState)job.State,
        (JobPriority)job.Priority,
        job.HasTitle ? job.Title : null,
        job.Tags,
        Json(job.InputJson),
        job.Attempt,
        job.Failures,
        job.MaxAttempts,
        job.HasTimeoutSeconds ? job.TimeoutSeconds : null,
        job.Progress is { } progress ? ToProgress(progress) : null,
        job.HasResultJson ? Json(job.ResultJson) : null,
        ToError(job.Error),
        job.CancelRequested,
        job.Version,
        job.CreatedAt.ToDateTimeOffset(),
        job.ScheduledFor?.ToDateTimeOffset(),
        job.StartedAt?.ToDateTimeOffset(),
        job.FinishedAt?.ToDateTimeOffset(),
        job.HasWebhookUrl ? job.WebhookUrl : null,
        job.HasTraceParent ? job.TraceParent : null,
        job.IsUnreadable ? true : null);

    /// <summary>Gets what is wrong with a refused job; null if the service did not say.</summary>
    public static string? DetailOrNull(this SubmitResult result) => result.HasDetail ? result.Detail : null;

    public static JobSearchResult ToResult(this SearchJobsReply page) => new([.. page.Jobs.Select(ToRecord)], page.Next.ToGuidOrNull());

    public static ActedOnJobs ToResult(this ActOnJobsReply reply) => new(
        reply.Matched,
        reply.Changed,
        reply.Next.ToGuidOrNull(),
        reply.Refused,
        reply.Refusal is { } refusal ? new BulkRefusal(refusal.Code, refusal.Detail, refusal.RetryAfterSeconds) : null);

    public static JobLogPage ToPage(this GetJobLogReply log) => new(
        [.. log.Lines.Select(static line => new JobLogEntry(line.Sequence, line.Attempt, line.Time.ToDateTimeOffset(), line.Level, line.Message))],
        log.HasNext ? log.Next : null);

    public static JobAttempt ToAttempt(this StoredAttempt attempt) => new(
        attempt.Attempt,
        attempt.HasWorkerId ? attempt.WorkerId : null,
        attempt.StartedAt?.ToDateTimeOffset(),
        attempt.FinishedAt?.ToDateTimeOffset(),
        attempt.HasOutcome ? attempt.Outcome : null,
        ToError(attempt.Error),
        attempt.IsUnreadable ? true : null);

    public static WebhookDelivery ToDelivery(this StoredDelivery delivery) => new(
        delivery.Id.ToGuid(),
        delivery.Event,
        delivery.Attempt,
        delivery.At.ToDateTimeOffset(),
        delivery.HasStatusCode ? delivery.StatusCode : null,
        delivery.HasError ? delivery.Error : null,
        delivery.DurationMs,
        delivery.NextAttemptAt?.ToDateTimeOffset());

    public static JobLimitsResponse ToResponse(this GetLimitsReply limits) => new(
        limits.Running,
        limits.Next,
        limits.Waiting,
        limits.Slots,
        limits.Share,
        limits.Weight,
        limits.HasMaxRunning ? limits.MaxRunning : null,
        limits.HasFetchesPerHost ? limits.FetchesPerHost : null,
        [.. limits.Hosts.Select(static host => new HostLimit(host.Host, host.Fetching, host.Waiting, host.IsFull))]);

    public static RevisionRecord ToRevision(StoredRevision revision) => new(
        revision.Number,
        revision.ObjectKey,
        revision.Bytes,
        revision.SavedAt.ToDateTimeOffset(),
        revision.SavedBy.ToGuid(),
        revision.HasName ? revision.Name : null);

    public static AuditEntry ToEntry(this AuditRecord entry) => new(
        entry.Id.ToGuid(),
        entry.At.ToDateTimeOffset(),
        entry.ActorId.ToGuid(),
        entry.Action,
        entry.JobId.ToGuidOrNull(),
        entry.HasDetailJson ? Json(entry.DetailJson) : null,
        entry.IsUnreadable ? true : null);

    public static SearchJobsRequest ToRequest(this JobSearch search) => new()
    {
        Filter = ToFilter(search.Filter),
        Limit = search.Limit,
        Before = search.Before.ToBytes(),
        WithVocabulary = search.WithVocabulary,
    };

    public static JobFilter ToFilter(JobCriteria query)
    {
        var filter = new JobFilter
        {
            OwnerId = query.OwnerId.ToBytes(),
            States = { (query.States ?? []).Select(static state => (State)state) },
            Kinds = { query.Kinds ?? [] },
            Tags = { query.Tags ?? [] },
            Priorities = { (query.Priorities ?? []).Select(static priority => (Priority)priority) },
            CreatedAfter = query.CreatedAfter?.ToTimestamp(),
            CreatedBefore = query.CreatedBefore?.ToTimestamp(),
            Ids = { (query.Ids ?? []).Select(static id => id.ToBytes()) },
        };
        if (query.Text is { } text)
        {
            filter.Text = text;
        }

        return filter;
    }

    public static Operation ToOperation(JobAction action) => action switch
    {
        JobAction.Cancel => Operation.Cancel,
        JobAction.Retry => Operation.Retry,
        _ => Operation.Delete,
    };

    private static JsonElement Json(ByteString json) => JsonElement.Parse(json.Span);

    private static JobProgress ToProgress(StepProgress progress) => new(
        progress.Percent,
        progress.Step,
        progress.HasDetail ? progress.Detail : null,
        progress.HasEtaSeconds ? progress.EtaSeconds : null,
        progress.HasCues ? progress.Cues : null);

    private static JobError? ToError(AttemptError? error) => error is null ? null : new JobError(error.Code, error.Message, error.IsRetryable);
}
