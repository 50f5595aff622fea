using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.JobManager.Dispatch;
using Platform.JobManager.Kinds;
using Platform.JobManager.States;

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
    public NewJob(SubmitJob job, JobKindDefinition kind, DateTimeOffset now)
    {
        Job = job;
        Kind = kind;
        CreatedAt = now;
        Input = job.Input.GetRawText();
        State = job.StartAt > now ? JobState.Scheduled : JobState.Queued;
        var isRecent = now - JobIds.TimeOf(job.Id) < s_maxIdAge;
        Index = kind.IsShort && State == JobState.Queued && isRecent ? null : JobIndex.Live;
        IsPlain = Index is null && job is
            { Title: null, Tags: null or { Count: 0 }, TimeoutSeconds: null, IdempotencyKey: null, Webhook: null };
    }

    /// <summary>The submission.</summary>
    public SubmitJob Job { get; }

    /// <summary>The kind of the job.</summary>
    public JobKindDefinition Kind { get; }

    /// <summary>When the job was accepted, UTC.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>The input as submitted, as JSON text.</summary>
    public string Input { get; }

    /// <summary>The first state: scheduled or queued.</summary>
    public JobState State { get; }

    /// <summary>The attempt number: 1 for a queued job, 0 for a scheduled one.</summary>
    public int Attempt => State == JobState.Queued ? 1 : 0;

    /// <summary>The partial index of the job; null on the fast path.</summary>
    public JobIndex? Index { get; }

    /// <summary>True if the job has none of the columns that most jobs leave empty.</summary>
    public bool IsPlain { get; }

    /// <summary>The number of failures after which the job fails.</summary>
    public int MaxAttempts => Job.MaxAttempts ?? Kind.DefaultMaxAttempts;

    /// <summary>The time limit of an attempt; null leaves it to the worker.</summary>
    public int? TimeoutSeconds => Job.TimeoutSeconds ?? Kind.DefaultTimeoutSeconds;

    /// <summary>True once this submission has created the row.</summary>
    public bool Stored { get; set; }

    /// <summary>The result of the submission; null while it is not known.</summary>
    public SubmitJobResult? Result { get; set; }

    /// <summary>Sets the result to invalid, because the database cannot store the job.</summary>
    public void Refuse(string detail) => Result = new SubmitJobResult(Job.Id, SubmitOutcome.Invalid, State, CreatedAt, detail);

    /// <summary>Sets the result to refused, because the backlog is full.</summary>
    /// <param name="detail">The reason, if the owner's own jobs fill the backlog.</param>
    public void Reject(string? detail = null) => Result = new SubmitJobResult(Job.Id, SubmitOutcome.BacklogFull, State, CreatedAt, detail);

    /// <summary>Converts a queued job for the relay.</summary>
    public DueJob ToDue() => new(
        Job.Id, 1, Job.OwnerId, Kind, Job.Priority, Input, null, TimeoutSeconds, CreatedAt, Job.TraceParent, Job.RequestId);
}
