using System.Text.Json;
using Platform.Contracts.Jobs;

namespace Platform.Contracts.Internal;

/// <summary>Filters jobs; all specified parts must match. Also the body of <c>POST /internal/v1/jobs/search</c>.</summary>
/// <param name="OwnerId">The owner of the jobs; null (operators) for all users' jobs.</param>
/// <param name="States">Any of these.</param>
/// <param name="Kinds">Any of these.</param>
/// <param name="Tags">All of these tags.</param>
/// <param name="Priorities">Any of these.</param>
/// <param name="Text">Part of the title, the source or the id, case-insensitive.</param>
/// <param name="CreatedAfter">The earliest acceptance, UTC.</param>
/// <param name="CreatedBefore">The latest acceptance, exclusive, UTC.</param>
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

/// <summary>Requests a page of jobs, newest first: <c>POST /internal/v1/jobs/search</c>.</summary>
/// <param name="Filter">The filter.</param>
/// <param name="Limit">1 to 200.</param>
/// <param name="Before">The id of the last job of the previous page; null for the first page.</param>
/// <param name="WithVocabulary">Whether to include the names and terms of captions jobs, which may be most of a page.</param>
public sealed record JobSearch(JobFilter Filter, int Limit, Guid? Before = null, bool WithVocabulary = false);

/// <summary>Represents a page of jobs.</summary>
/// <param name="Jobs">The jobs, newest first.</param>
/// <param name="Next">The value of <see cref="JobSearch.Before"/> for the next page; null on the last.</param>
public sealed record JobSearchResult(IReadOnlyList<JobRecord> Jobs, Guid? Next);

/// <summary>Represents a job in JobManager.</summary>
/// <param name="Id">The id of the job.</param>
/// <param name="OwnerId">Its owner.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="State">The state.</param>
/// <param name="Priority">Its priority.</param>
/// <param name="Title">Its title.</param>
/// <param name="Tags">Its tags.</param>
/// <param name="Input">Its input.</param>
/// <param name="Attempt">The fencing number of the current attempt.</param>
/// <param name="Failures">The number of failed attempts.</param>
/// <param name="MaxAttempts">The number of failures after which the job fails.</param>
/// <param name="TimeoutSeconds">The limit of an attempt's run time.</param>
/// <param name="Progress">The last reported progress.</param>
/// <param name="Result">The result, if the job has succeeded.</param>
/// <param name="Error">The last error.</param>
/// <param name="CancelRequested">Whether cancellation was requested and the worker has not stopped yet.</param>
/// <param name="Version">The version, which grows with every change.</param>
/// <param name="CreatedAt">When the job was accepted, UTC.</param>
/// <param name="ScheduledFor">When the job starts next, UTC, if it is scheduled.</param>
/// <param name="StartedAt">When the current attempt started first, UTC.</param>
/// <param name="FinishedAt">When the job ended, UTC.</param>
/// <param name="WebhookUrl">The URL that is notified of its end.</param>
/// <param name="TraceParent">The traceparent of the submission.</param>
/// <param name="Unreadable">True if a part of the stored job cannot be returned: the input is then JSON null, and other parts are omitted.</param>
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

/// <summary>Identifies the user who acts; recorded in the audit log for every change that an operator makes to another user's job.</summary>
/// <param name="UserId">The acting user.</param>
/// <param name="IsOperator">Whether the user may see and change everyone's jobs.</param>
public sealed record Actor(Guid UserId, bool IsOperator);

/// <summary>Requests an action on a job: <c>POST /internal/v1/jobs/{id}/act</c>.</summary>
/// <param name="Actor">The acting user; another user's job is answered with 404.</param>
/// <param name="Action">The action.</param>
public sealed record ActOnJob(Actor Actor, JobAction Action);

/// <summary>Requests an action on all matching jobs: <c>POST /internal/v1/jobs/act</c>.</summary>
/// <param name="Actor">The acting user.</param>
/// <param name="Action">The action.</param>
/// <param name="Filter">The filter; ApiGateway sets the owner.</param>
/// <param name="Before">Where an earlier call with the same filter stopped: <see cref="ActedOnJobs.Next"/>.</param>
public sealed record ActOnJobs(Actor Actor, JobAction Action, JobFilter Filter, Guid? Before = null);

/// <summary>Holds the result of an action on all matching jobs.</summary>
/// <param name="Matched">The number of jobs that matched the filter.</param>
/// <param name="Changed">The number of jobs that changed.</param>
/// <param name="Next">The value of <see cref="ActOnJobs.Before"/> for the next call; null when all are done.</param>
/// <param name="Refused">
/// The number of matching jobs that the backlog had no space to retry. The next call starts with them, except for those whose owner's share is used
/// up.
/// </param>
/// <param name="Refusal">The reason; null if there was space for all.</param>
public sealed record ActedOnJobs(long Matched, long Changed, Guid? Next = null, long Refused = 0, BulkRefusal? Refusal = null);

/// <summary>Replaces a succeeded job's result (an edit of its captions): <c>POST /internal/v1/jobs/{id}/result</c>.</summary>
/// <param name="Actor">The acting user.</param>
/// <param name="ExpectedVersion">The job's version that was edited; another one is answered with 409.</param>
/// <param name="Result">The new result.</param>
/// <param name="RevisionBytes">The size of the new revision of captions, if the result refers to one: 429 if it exceeds the user's quota.</param>
public sealed record ReplaceResult(Actor Actor, long ExpectedVersion, JsonElement Result, long? RevisionBytes = null)
{
    /// <summary>The number of revisions of a job's captions that are kept: the first, recognised one, and the newest ones.</summary>
    public const int MaxRevisions = 200;
}

/// <summary>Counts the jobs that have not ended, by state.</summary>
/// <param name="Scheduled">The number of scheduled jobs.</param>
/// <param name="Queued">The number of queued jobs.</param>
/// <param name="Running">The number of running jobs.</param>
/// <param name="OldestQueuedSeconds">The age of the oldest queued job, in seconds; 0 if there is none.</param>
public sealed record BacklogSummary(long Scheduled, long Queued, long Running, double OldestQueuedSeconds);
