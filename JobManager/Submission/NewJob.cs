using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.JobManager.Dispatch;
using Platform.JobManager.Kinds;
using Platform.JobManager.States;
using Platform.ServiceDefaults.GrpcCalls;

namespace Platform.JobManager.Submission;

/// <summary>A submitted job on its way into the table, and what became of it.</summary>
internal sealed class NewJob
{
    /// <summary>Jobs that come later than this after their id was made go off the straight path, see <c>jobs.low_water</c>.</summary>
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(5);

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
        bool fresh = now - JobIds.TimeOf(Id) < s_fresh;
        Shelf = kind.IsShort && State == JobState.Queued && fresh ? null : JobShelf.Live;
        IsPlain = Shelf is null && job is
            { HasTitle: false, Tags.Count: 0, HasTimeoutSeconds: false, HasIdempotencyKey: false, Webhook: null };
    }

    public SubmittedJob Job { get; }

    public Guid Id { get; }

    public Guid OwnerId { get; }

    public JobKindDefinition Kind { get; }

    public DateTimeOffset CreatedAt { get; }

    /// <summary>The input as it came.</summary>
    public string Input { get; }

    public JsonElement ParsedInput => JsonElement.Parse(Job.InputJson.Span);

    public DateTimeOffset? StartAt { get; }

    public string? Title => Job.HasTitle ? Job.Title : null;

    public string? IdempotencyKey => Job.HasIdempotencyKey ? Job.IdempotencyKey : null;

    public string? Fingerprint => Job.HasFingerprint ? Job.Fingerprint : null;

    public string? TraceParent => Job.HasTraceParent ? Job.TraceParent : null;

    public string? RequestId => Job.HasRequestId ? Job.RequestId : null;

    public JobState State { get; }

    /// <summary>Fencing number: a queued job is in its first attempt.</summary>
    public int Attempt => State == JobState.Queued ? 1 : 0;

    public JobShelf? Shelf { get; }

    /// <summary>Whether it needs none of the columns that most jobs leave empty.</summary>
    public bool IsPlain { get; }

    public int MaxAttempts => Job.HasMaxAttempts ? Job.MaxAttempts : Kind.DefaultMaxAttempts;

    public int? TimeoutSeconds => Job.HasTimeoutSeconds ? Job.TimeoutSeconds : Kind.DefaultTimeoutSeconds;

    /// <summary>Whether this very row was stored now.</summary>
    public bool Stored { get; set; }

    public SubmitResult? Result { get; set; }

    /// <summary>The database refuses it.</summary>
    public void Refuse(string detail) => Result = ResultOf(SubmitOutcome.Invalid, detail);

    /// <summary>There is no room for it in the backlog.</summary>
    /// <param name="detail">Why, where it is the owner's own doing.</param>
    public void Reject(string? detail = null) => Result = ResultOf(SubmitOutcome.BacklogFull, detail);

    /// <summary>It was stored by this submission.</summary>
    public void Accept() => Result = ResultOf(SubmitOutcome.Accepted, null);

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
