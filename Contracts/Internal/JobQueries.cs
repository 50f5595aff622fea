using System.Text.Json;
using Platform.Contracts.Jobs;

namespace Platform.Contracts.Internal;

/// <summary>A filter over jobs; every given part must match. Also the body of <c>POST /internal/v1/jobs/search</c>.</summary>
/// <param name="OwnerId">Only this owner's jobs; null (operators) for everyone's.</param>
/// <param name="States">Any of these.</param>
/// <param name="Kinds">Any of these.</param>
/// <param name="Tags">All of these.</param>
/// <param name="Priorities">Any of these.</param>
/// <param name="Text">Part of the title, the source or the id, case-insensitive.</param>
/// <param name="CreatedAfter">Accepted at or after, UTC.</param>
/// <param name="CreatedBefore">Accepted before, UTC.</param>
/// <param name="Ids">Any of these; at most 1,000.</param>
public sealed record JobFilter(
    Guid? OwnerId = null,
    IReadOnlyList<JobState>? States = null,
    IReadOnlyList<string>? Kinds = null,
    IReadOnlyList<string>? Tags = null,
    IReadOnlyList<JobPriority>? Priorities = null,
    string? Text = null,
    DateTimeOffset? CreatedAfter = null,
    DateTimeOffset? CreatedBefore = null,
    IReadOnlyList<Guid>? Ids = null);

/// <summary><c>POST /internal/v1/jobs/search</c>: a page of jobs, newest first.</summary>
/// <param name="Filter">Which jobs.</param>
/// <param name="Limit">1 to 200.</param>
/// <param name="Before">Id of the last job of the page before; null for the first page.</param>
/// <param name="WithVocabulary">Whether names and terms of captions are wanted as well, which may be most of a page.</param>
public sealed record JobSearch(JobFilter Filter, int Limit, Guid? Before = null, bool WithVocabulary = false);

/// <summary>A page of jobs.</summary>
/// <param name="Jobs">Newest first.</param>
/// <param name="Next">Value of <see cref="JobSearch.Before"/> for the next page; null on the last.</param>
public sealed record JobSearchResult(IReadOnlyList<JobRecord> Jobs, Guid? Next);

/// <summary>A job as JobManager knows it.</summary>
/// <param name="Id">The job.</param>
/// <param name="OwnerId">Its owner.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Priority">Its priority.</param>
/// <param name="Title">Its title.</param>
/// <param name="Tags">Its tags.</param>
/// <param name="Input">Its input.</param>
/// <param name="Attempt">Fencing number of the current attempt.</param>
/// <param name="Failures">How many attempts failed.</param>
/// <param name="MaxAttempts">After how many failures it gives up.</param>
/// <param name="TimeoutSeconds">Limit of an attempt's run time.</param>
/// <param name="Progress">Last progress.</param>
/// <param name="Result">Result, when succeeded.</param>
/// <param name="Error">Last error.</param>
/// <param name="CancelRequested">Cancel was asked for and the worker has not stopped yet.</param>
/// <param name="Version">Grows with every change.</param>
/// <param name="CreatedAt">Accepted, UTC.</param>
/// <param name="ScheduledFor">Next start, UTC, when scheduled.</param>
/// <param name="StartedAt">First start of the current attempt, UTC.</param>
/// <param name="FinishedAt">End, UTC.</param>
/// <param name="WebhookUrl">Where its end is told.</param>
/// <param name="TraceParent">Traceparent of the submission.</param>
/// <param name="Unreadable">True where a part of what is stored cannot be given back: the input is JSON's null then, the others are left out.</param>
public sealed record JobRecord(
    Guid Id,
    Guid OwnerId,
    string Kind,
    JobState State,
    JobPriority Priority,
    string? Title,
    IReadOnlyList<string> Tags,
    JsonElement Input,
    int Attempt,
    int Failures,
    int MaxAttempts,
    int? TimeoutSeconds,
    JobProgress? Progress,
    JsonElement? Result,
    JobError? Error,
    bool CancelRequested,
    long Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ScheduledFor,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    string? WebhookUrl,
    string? TraceParent,
    bool? Unreadable = null);

/// <summary>Who acts: stands in the audit table for every change that an operator makes to another's job.</summary>
/// <param name="UserId">The acting user.</param>
/// <param name="IsOperator">Whether the user may see and change everyone's jobs.</param>
public sealed record Actor(Guid UserId, bool IsOperator);

/// <summary><c>POST /internal/v1/jobs/{id}/act</c>.</summary>
/// <param name="Actor">Who asks; someone else's job is answered with 404.</param>
/// <param name="Action">What to do.</param>
public sealed record ActOnJob(Actor Actor, JobAction Action);

/// <summary><c>POST /internal/v1/jobs/act</c>: the same for every job that matches.</summary>
/// <param name="Actor">Who asks.</param>
/// <param name="Action">What to do.</param>
/// <param name="Filter">Which jobs; the owner is set by ApiGateway.</param>
/// <param name="Before">Where an earlier call of the same kind has stopped: <see cref="ActedOnJobs.Next"/>.</param>
public sealed record ActOnJobs(Actor Actor, JobAction Action, JobFilter Filter, Guid? Before = null);

/// <summary>What such a call did.</summary>
/// <param name="Matched">Jobs that matched the filter.</param>
/// <param name="Changed">Jobs that changed.</param>
/// <param name="Next">Value of <see cref="ActOnJobs.Before"/> for the call that goes on; null when all are done.</param>
/// <param name="Refused">Jobs among those matched that there was no room to retry. The call that goes on begins with them, but for those passed over because their owner may have no more.</param>
/// <param name="Refusal">Why; null when there was room for all.</param>
public sealed record ActedOnJobs(long Matched, long Changed, Guid? Next = null, long Refused = 0, BulkRefusal? Refusal = null);

/// <summary><c>POST /internal/v1/jobs/{id}/result</c>: replaces a succeeded job's result (an edit of its captions).</summary>
/// <param name="Actor">Who asks.</param>
/// <param name="ExpectedVersion">The job's version as the editor saw it; another one is answered with 409.</param>
/// <param name="Result">The new result.</param>
/// <param name="RevisionBytes">Where the result names a new revision of captions, how large that is: 429 when a user's have no room for it.</param>
public sealed record ReplaceResult(Actor Actor, long ExpectedVersion, JsonElement Result, long? RevisionBytes = null)
{
    /// <summary>Revisions of a job's captions that are kept: the first one, as recognised, and the newest ones.</summary>
    public const int MaxRevisions = 200;
}

/// <summary>How many jobs stand where.</summary>
/// <param name="Scheduled">Jobs scheduled.</param>
/// <param name="Queued">Jobs queued.</param>
/// <param name="Running">Jobs running.</param>
/// <param name="OldestQueuedSeconds">Age of the oldest queued job, in seconds; 0 when none.</param>
public sealed record BacklogSummary(long Scheduled, long Queued, long Running, double OldestQueuedSeconds);
