using System.Text.Json;
using Platform.Contracts.Jobs;

namespace Platform.Contracts.PublicApi;

/// <summary><c>POST /api/v1/jobs</c>.</summary>
/// <param name="Kind">Such as <c>captions</c> or <c>probe</c>.</param>
/// <param name="Input">The kind's input; of captions a <see cref="CaptionsInput"/>, of probe an empty object.</param>
/// <param name="Title">At most 200 characters; null for one made from the input.</param>
/// <param name="Priority">Priority among waiting jobs.</param>
/// <param name="Tags">At most 10, each 1 to 50 characters.</param>
/// <param name="StartAt">Not before, with a zone; at most a year ahead.</param>
/// <param name="MaxAttempts">1 to 25.</param>
/// <param name="TimeoutSeconds">1 to 86,400: limit of one attempt.</param>
/// <param name="Webhook">Where to tell the end of the job.</param>
public sealed record CreateJobRequest(
    string Kind,
    JsonElement? Input = null,
    string? Title = null,
    JobPriority? Priority = null,
    IReadOnlyList<string>? Tags = null,
    DateTimeOffset? StartAt = null,
    int? MaxAttempts = null,
    int? TimeoutSeconds = null,
    WebhookRequest? Webhook = null);

/// <summary>Where and how to tell the end of a job.</summary>
/// <param name="Url">http or https, public address.</param>
/// <param name="Secret">16 to 200 characters: key of the HMAC-SHA256 signature.</param>
public sealed record WebhookRequest(string Url, string Secret);

/// <summary><c>POST /api/v1/jobs/batch</c>.</summary>
/// <param name="Jobs">1 to 1,000.</param>
public sealed record CreateJobsRequest(IReadOnlyList<CreateJobRequest> Jobs);

/// <summary>Answer to a batch, in the order of the jobs.</summary>
/// <param name="Results">One for each job.</param>
public sealed record CreateJobsResponse(IReadOnlyList<CreateJobsResult> Results);

/// <summary>What became of one job of a batch.</summary>
/// <param name="Status">HTTP status it would have had alone: 202, 422 or 429.</param>
/// <param name="Id">The job, when accepted.</param>
/// <param name="Detail">What is wrong, when not.</param>
public sealed record CreateJobsResult(int Status, Guid? Id = null, string? Detail = null);

/// <summary>A job.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Priority">Its priority.</param>
/// <param name="Title">Its title.</param>
/// <param name="Tags">Its tags.</param>
/// <param name="Input">Its input.</param>
/// <param name="Attempt">Number of the current attempt, from 1.</param>
/// <param name="Failures">How many attempts failed.</param>
/// <param name="MaxAttempts">After how many failures it gives up.</param>
/// <param name="Progress">Last progress.</param>
/// <param name="Result">Of captions a <see cref="CaptionsResult"/>.</param>
/// <param name="Error">Last error.</param>
/// <param name="CancelRequested">Asked to stop, not stopped yet.</param>
/// <param name="Version">Grows with every change; also the ETag.</param>
/// <param name="OwnerId">Its owner.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ScheduledFor">UTC; when it starts next, if scheduled.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="FinishedAt">UTC.</param>
/// <param name="WebhookUrl">Where its end is told.</param>
/// <param name="TraceId">Trace of its submission: 32 hex digits.</param>
/// <param name="Unreadable">True where what is stored of it cannot be given back: then input and result are left out.</param>
public sealed record JobResponse(
    Guid Id,
    string Kind,
    JobState State,
    JobPriority Priority,
    string? Title,
    IReadOnlyList<string> Tags,
    JsonElement? Input,
    int Attempt,
    int Failures,
    int MaxAttempts,
    JobProgress? Progress,
    JsonElement? Result,
    JobError? Error,
    bool CancelRequested,
    long Version,
    Guid OwnerId,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ScheduledFor,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    string? WebhookUrl,
    string? TraceId,
    bool? Unreadable = null);

/// <summary>Answer to a submission (202): the rest is at its address.</summary>
/// <param name="Id">The job.</param>
/// <param name="State">As accepted.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="Url">Its address, also in <c>Location</c>.</param>
public sealed record JobAccepted(Guid Id, JobState State, DateTimeOffset CreatedAt, string Url);

/// <summary>A page.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Items">Newest first.</param>
/// <param name="NextCursor">For <c>cursor</c> of the next page; null on the last.</param>
public sealed record PageResponse<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>Result of a captions job as its owner sees it; also stored by the worker, then with the object keys.</summary>
/// <param name="DurationSeconds">Length of the recording, in seconds.</param>
/// <param name="Cues">How many cues.</param>
/// <param name="Words">How many words.</param>
/// <param name="Language">BCP 47 tag.</param>
/// <param name="Recogniser">Which recogniser made it.</param>
/// <param name="MediaType">MIME type of the recording.</param>
/// <param name="MediaBytes">Size of the recording.</param>
/// <param name="HasVideo">Whether there is a picture.</param>
/// <param name="Revision">0 as recognised, then one more with each edit.</param>
/// <param name="CaptionsObject">Object key of the caption document; internal, left out of public answers.</param>
/// <param name="MediaObject">Object key of the recording; internal, left out of public answers.</param>
/// <param name="Track">Which sound track the captions are of; null in results of before tracks were told apart.</param>
/// <param name="Tracks">The sound tracks of the recording; null in results of before tracks were told apart.</param>
/// <param name="Incomplete">Set where the file ends before the recording does; null for a whole one.</param>
/// <param name="LanguageProbability">0 to 1: how sure the recogniser is of the language; null where the job named it.</param>
/// <param name="Fallback">Made by the recogniser that stands in for the one that is set up.</param>
/// <param name="Speakers">How many speakers were told apart; null where nobody asked for it, or where it could not be done.</param>
/// <param name="SpeakersMissed">Whether somebody asked for speakers and they could not be told apart.</param>
public sealed record CaptionsResult(
    double DurationSeconds,
    int Cues,
    int Words,
    string Language,
    string Recogniser,
    string MediaType,
    long MediaBytes,
    bool HasVideo,
    int Revision,
    string? CaptionsObject = null,
    string? MediaObject = null,
    int? Track = null,
    IReadOnlyList<SoundTrack>? Tracks = null,
    IncompleteRecording? Incomplete = null,
    double? LanguageProbability = null,
    bool Fallback = false,
    int? Speakers = null,
    bool SpeakersMissed = false)
{
    /// <summary>Below this probability the model holds it likelier that something else is spoken than the language that it names: a guess, no finding.</summary>
    public const double SureLanguage = 0.5;
}

/// <summary>A sound track of a recording.</summary>
/// <param name="Index">From 0, in the order of the file; what a job's <c>track</c> names.</param>
/// <param name="Language">As the file has it, such as <c>eng</c>; null where it says none.</param>
/// <param name="Title">At most 200 characters; null where it has none.</param>
/// <param name="Channels">How many channels.</param>
/// <param name="Default">Whether the file marks it as the one to play.</param>
public sealed record SoundTrack(int Index, string? Language, string? Title, int Channels, bool Default);

/// <summary>A file that ends before its recording does; the captions are of what is there.</summary>
/// <param name="EndsAtSeconds">Where the sound ends, in seconds of presentation time.</param>
/// <param name="OfSeconds">Length of the whole by the file's own account, in seconds; null where it cannot be known.</param>
/// <param name="Text">The same for people, such as <c>ends at 12:31 of 60:00</c>.</param>
public sealed record IncompleteRecording(double EndsAtSeconds, double? OfSeconds, string Text);

/// <summary><c>POST /api/v1/jobs/bulk</c>. Without any filter it needs <c>all: true</c>.</summary>
/// <param name="Action">cancel, retry or delete.</param>
/// <param name="Filter">Which of one's own jobs.</param>
/// <param name="All">Really all of them.</param>
/// <param name="Cursor">To go on where an earlier call with the same filter has stopped.</param>
public sealed record BulkRequest(JobAction Action, BulkFilter? Filter = null, bool All = false, string? Cursor = null);

/// <summary>Filter of a bulk action; as the list's query parameters.</summary>
/// <param name="States">Any of these.</param>
/// <param name="Kinds">Any of these.</param>
/// <param name="Tags">All of these.</param>
/// <param name="Q">Part of title, source or id.</param>
/// <param name="CreatedAfter">At or after.</param>
/// <param name="CreatedBefore">Before.</param>
/// <param name="Ids">Any of these; at most 1,000.</param>
public sealed record BulkFilter(
    IReadOnlyList<JobState>? States = null,
    IReadOnlyList<string>? Kinds = null,
    IReadOnlyList<string>? Tags = null,
    string? Q = null,
    DateTimeOffset? CreatedAfter = null,
    DateTimeOffset? CreatedBefore = null,
    IReadOnlyList<Guid>? Ids = null);

/// <summary>Data of the SSE event <c>job</c>. Events <c>log</c> carry a <see cref="JobLogLine"/> with the job's id.</summary>
/// <param name="Id">The job.</param>
/// <param name="Version">An older one than already seen is to be ignored.</param>
/// <param name="State">The state.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="Progress">Progress, if running.</param>
/// <param name="Deleted">The job is gone.</param>
public sealed record JobEvent(Guid Id, long Version, JobState State, int Attempt, JobProgress? Progress, bool Deleted = false);

/// <summary>Data of the SSE event <c>log</c>.</summary>
/// <param name="Id">The job.</param>
/// <param name="Line">The line.</param>
public sealed record JobLogEvent(Guid Id, JobLogLine Line);
