using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.JobManager.Dispatch;
using Platform.JobManager.Kinds;
using Platform.JobManager.States;

namespace Platform.JobManager.Submission;

/// <summary>A submitted job on its way into the table, and what became of it.</summary>
internal sealed class NewJob
{
    /// <summary>Jobs that come later than this after their id was made go off the straight path, see <c>jobs.low_water</c>.</summary>
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(5);

    public NewJob(SubmitJob job, JobKindDefinition kind, DateTimeOffset now)
    {
        Job = job;
        Kind = kind;
        CreatedAt = now;
        Input = job.Input.GetRawText();
        State = job.StartAt > now ? JobState.Scheduled : JobState.Queued;
        bool fresh = now - JobIds.TimeOf(job.Id) < s_fresh;
        Shelf = kind.IsShort && State == JobState.Queued && fresh ? null : JobShelf.Live;
        IsPlain = Shelf is null && job is
            { Title: null, Tags: null or { Count: 0 }, TimeoutSeconds: null, IdempotencyKey: null, Webhook: null };
    }

    public SubmitJob Job { get; }

    public JobKindDefinition Kind { get; }

    public DateTimeOffset CreatedAt { get; }

    /// <summary>The input as it came.</summary>
    public string Input { get; }

    public JobState State { get; }

    /// <summary>Fencing number: a queued job is in its first attempt.</summary>
    public int Attempt => State == JobState.Queued ? 1 : 0;

    public JobShelf? Shelf { get; }

    /// <summary>Whether it needs none of the columns that most jobs leave empty.</summary>
    public bool IsPlain { get; }

    public int MaxAttempts => Job.MaxAttempts ?? Kind.DefaultMaxAttempts;

    public int? TimeoutSeconds => Job.TimeoutSeconds ?? Kind.DefaultTimeoutSeconds;

    /// <summary>Whether this very row was stored now.</summary>
    public bool Stored { get; set; }

    public SubmitJobResult? Result { get; set; }

    /// <summary>The database refuses it.</summary>
    public void Refuse(string detail) => Result = new SubmitJobResult(Job.Id, SubmitOutcome.Invalid, State, CreatedAt, detail);

    /// <summary>There is no room for it in the backlog.</summary>
    /// <param name="detail">Why, where it is the owner's own doing.</param>
    public void Reject(string? detail = null) => Result = new SubmitJobResult(Job.Id, SubmitOutcome.BacklogFull, State, CreatedAt, detail);

    public DueJob ToDue() => new(
        Job.Id, 1, Job.OwnerId, Kind, Job.Priority, Input, null, TimeoutSeconds, CreatedAt, Job.TraceParent, Job.RequestId);
}
