using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.JobManager.Dispatch;
using Platform.JobManager.Kinds;
using Platform.JobManager.States;
using Platform.ServiceDefaults.GrpcCalls;

namespace Platform.JobManager.Submission;

/// <summary>A submitted job that is about to be stored, and the result of its submission.</summary>
internal sealed class NewJob
{
    /// <summary>The age of a job's id above which the job does not take the fast path, because the low-water mark could already have passed it.</summary>
    private static readonly TimeSpan s_maxIdAge = TimeSpan.FromSeconds(5);

    /// <summary>Creates a job from a valid submission.</summary>
    /// <param name="job">The submission.</param>
    /// <param name="kind">The kind of the job.</param>
    /// <param name="now">The time of acceptance, UTC.</param>
    public NewJob(SubmittedJob job, JobKindDefinition kind, DateTimeOffset now)
    {
        Job = job;
        Id = job.Id.ToGuid();
        OwnerId = job.OwnerId.ToGuid("owner_id");
        Kind = kind;
        CreatedAt = now;
        Input = job.InputJson.ToStringUtf8();
        StartAt = job.StartAt?.ToDateTimeOffset();
        State = StartAt > now ? JobState.Scheduled : JobState.Queued;
        var isRecent = now - JobIds.TimeOf(Id) < s_maxIdAge;
        Index = kind.IsShort && State == JobState.Queued && isRecent ? null : JobIndex.Live;
        IsPlain = Index is null && job is
        { HasTitle: false, Tags.Count: 0, HasTimeoutSeconds: false, HasIdempotencyKey: false, Webhook: null };
    }

    /// <summary>The submission.</summary>
    public SubmittedJob Job { get; }

    /// <summary>The id, which the caller has chosen.</summary>
    public Guid Id { get; }

    /// <summary>The owner.</summary>
    public Guid OwnerId { get; }

    /// <summary>The kind of the job.</summary>
    public JobKindDefinition Kind { get; }

    /// <summary>When the job was accepted, UTC.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>The input as submitted, as JSON text.</summary>
    public string Input { get; }

    /// <summary>The input, parsed again at each call.</summary>
    public JsonElement ParsedInput => JsonElement.Parse(Job.InputJson.Span);

    /// <summary>The time before which the job must not start; null if it can start at once.</summary>
    public DateTimeOffset? StartAt { get; }

    /// <summary>The title; null if there is none.</summary>
    public string? Title => Job.HasTitle ? Job.Title : null;

    /// <summary>The key by which a repeated request is recognised; null if there is none.</summary>
    public string? IdempotencyKey => Job.HasIdempotencyKey ? Job.IdempotencyKey : null;

    /// <summary>The hash of the request with <see cref="IdempotencyKey"/>; a repetition must have the same.</summary>
    public string? Fingerprint => Job.HasFingerprint ? Job.Fingerprint : null;

    /// <summary>The W3C trace context of the request; null if it is not traced.</summary>
    public string? TraceParent => Job.HasTraceParent ? Job.TraceParent : null;

    /// <summary>The id of the request in logs; null if there is none.</summary>
    public string? RequestId => Job.HasRequestId ? Job.RequestId : null;

    /// <summary>The first state: scheduled or queued.</summary>
    public JobState State { get; }

    /// <summary>The attempt number: 1 for a queued job, 0 for a scheduled one.</summary>
    public int Attempt => State == JobState.Queued ? 1 : 0;

    /// <summary>The partial index of the job; null on the fast path.</summary>
    public JobIndex? Index { get; }

    /// <summary>True if the job has none of the columns that most jobs leave empty.</summary>
    public bool IsPlain { get; }

    /// <summary>The number of failures after which the job fails.</summary>
    public int MaxAttempts => Job.HasMaxAttempts ? Job.MaxAttempts : Kind.DefaultMaxAttempts;

    /// <summary>The time limit of an attempt, in seconds; null leaves it to the worker.</summary>
    public int? TimeoutSeconds => Job.HasTimeoutSeconds ? Job.TimeoutSeconds : Kind.DefaultTimeoutSeconds;

    /// <summary>True if this submission has created the row.</summary>
    public bool Stored { get; set; }

    /// <summary>The result of the submission; null until it is known.</summary>
    public SubmitResult? Result { get; set; }

    /// <summary>Sets the result to invalid, because the database cannot store the job.</summary>
    public void Refuse(string detail) => Result = ResultOf(SubmitOutcome.Invalid, detail);

    /// <summary>Sets the result to refused, because the backlog is full.</summary>
    /// <param name="detail">The reason, if the owner's own jobs fill the backlog.</param>
    public void Reject(string? detail = null) => Result = ResultOf(SubmitOutcome.BacklogFull, detail);

    /// <summary>Sets the result to accepted, because this submission has created the row.</summary>
    public void Accept() => Result = ResultOf(SubmitOutcome.Accepted, null);

    /// <summary>Converts a queued job for the relay.</summary>
    public DueJob ToDue() => new(
        Id, 1, OwnerId, Kind, (JobPriority)Job.Priority, Input, null, TimeoutSeconds, CreatedAt, TraceParent, RequestId);

    private SubmitResult ResultOf(SubmitOutcome outcome, string? detail)
    {
        var result = new SubmitResult { Id = Job.Id, Outcome = outcome, State = (State)State, CreatedAt = CreatedAt.ToTimestamp() };
        if (detail is not null)
        {
            result.Detail = detail;
        }

        return result;
    }
}
