using System.Text.Json;
using Platform.Contracts.Jobs;

namespace Platform.Contracts.PublicApi;

/// <summary>Submits a job: <c>POST /api/v1/jobs</c>.</summary>
/// <param name="Kind">The kind: <c>captions</c>, <c>captioned_video</c> or <c>probe</c>.</param>
/// <param name="Input">
/// The input of the kind: a <see cref="CaptionsInput"/> for captions, a <see cref="CaptionedVideoInput"/> for captioned_video, an empty object for probe.
/// </param>
/// <param name="Title">The title, at most 200 characters; null to derive it from the input.</param>
/// <param name="Priority">The priority among waiting jobs.</param>
/// <param name="Tags">At most 10, each 1 to 50 characters.</param>
/// <param name="StartAt">The earliest start, with a zone; at most a year ahead.</param>
/// <param name="MaxAttempts">1 to 25.</param>
/// <param name="TimeoutSeconds">The time limit of one attempt, 1 to 86,400.</param>
/// <param name="Webhook">The webhook that is called when the job ends.</param>
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

/// <summary>Describes the webhook that is called when a job ends.</summary>
/// <param name="Url">The URL, http or https, with a public address.</param>
/// <param name="Secret">The key of the HMAC-SHA256 signature, 16 to 200 characters.</param>
public sealed record WebhookRequest(string Url, string Secret);

/// <summary>Submits several jobs: <c>POST /api/v1/jobs/batch</c>.</summary>
/// <param name="Jobs">1 to 1,000.</param>
public sealed record CreateJobsRequest(IReadOnlyList<CreateJobRequest> Jobs);

/// <summary>Holds the results of a batch, in the order of the jobs.</summary>
/// <param name="Results">One result for each job.</param>
public sealed record CreateJobsResponse(IReadOnlyList<CreateJobsResult> Results);

/// <summary>Holds the result of one job of a batch.</summary>
/// <param name="Status">The HTTP status that the job would have had on its own: 202, 422 or 429.</param>
/// <param name="Id">The id of an accepted job.</param>
/// <param name="Detail">What is wrong with a refused job.</param>
public sealed record CreateJobsResult(int Status, Guid? Id = null, string? Detail = null);

/// <summary>Represents a job.</summary>
/// <param name="Id">The id, a UUIDv7.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="State">The state.</param>
/// <param name="Priority">Its priority.</param>
/// <param name="Title">Its title.</param>
/// <param name="Tags">Its tags.</param>
/// <param name="Input">Its input.</param>
/// <param name="Attempt">The number of the current attempt, from 1.</param>
/// <param name="Failures">The number of failed attempts.</param>
/// <param name="MaxAttempts">The number of failures after which the job fails.</param>
/// <param name="Progress">The last reported progress.</param>
/// <param name="Result">The result: a <see cref="CaptionsResult"/> for captions, a <see cref="CaptionedVideoResult"/> for captioned_video.</param>
/// <param name="Error">The last error.</param>
/// <param name="CancelRequested">Whether cancellation was requested and the job has not stopped yet.</param>
/// <param name="Version">The version, which grows with every change and is also the ETag.</param>
/// <param name="OwnerId">Its owner.</param>
/// <param name="CreatedAt">When it was accepted, UTC.</param>
/// <param name="ScheduledFor">When it starts next, UTC, if it is scheduled.</param>
/// <param name="StartedAt">When the current attempt started, UTC.</param>
/// <param name="FinishedAt">When it ended, UTC.</param>
/// <param name="WebhookUrl">The URL that is notified of its end.</param>
/// <param name="TraceId">The trace id of its submission: 32 hex digits.</param>
/// <param name="Unreadable">True if a part of the stored job cannot be returned: input and result are then omitted.</param>
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

/// <summary>Confirms a submission (202); the URL has the further state.</summary>
/// <param name="Id">The id of the job.</param>
/// <param name="State">The state when it was accepted.</param>
/// <param name="CreatedAt">When it was accepted, UTC.</param>
/// <param name="Url">The URL of the job, also in <c>Location</c>.</param>
public sealed record JobAccepted(Guid Id, JobState State, DateTimeOffset CreatedAt, string Url);

/// <summary>Represents a page of a list.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <param name="Items">The items, newest first.</param>
/// <param name="NextCursor">The <c>cursor</c> for the next page; null on the last.</param>
public sealed record PageResponse<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>Tells how far all jobs that match a filter are together: <c>GET /api/v1/jobs/progress</c>. Of more than 10,000, the newest.</summary>
/// <param name="Total">The number of jobs.</param>
/// <param name="Ended">The number of jobs that have ended.</param>
/// <param name="Failed">The number of jobs that have ended without their result.</param>
/// <param name="Percent">The progress of all jobs together, each of which counts alike: 0 to 100.</param>
public sealed record JobsProgress(int Total, int Ended, int Failed, double Percent);

/// <summary>Holds the result of a captions job; the worker stores it with the object keys.</summary>
/// <param name="DurationSeconds">The length of the recording, in seconds.</param>
/// <param name="Cues">The number of cues.</param>
/// <param name="Words">The number of words.</param>
/// <param name="Language">The BCP 47 tag of the language; <c>und</c> if nothing was recognised and the job did not specify it.</param>
/// <param name="Recogniser">The name of the recogniser; <c>none</c> if nothing was recognised, as the job asked for.</param>
/// <param name="MediaType">The MIME type of the recording.</param>
/// <param name="MediaBytes">The size of the recording in bytes.</param>
/// <param name="HasVideo">Whether the recording has a moving picture.</param>
/// <param name="Revision">The revision: 0 for the recognised captions, then one more with each edit.</param>
/// <param name="CaptionsObject">The object key of the caption document; internal, omitted from public responses.</param>
/// <param name="MediaObject">The object key of the recording; internal, omitted from public responses.</param>
/// <param name="Track">The sound track of the captions; null in results of versions without track selection.</param>
/// <param name="Tracks">The sound tracks of the recording; null in results of versions without track selection.</param>
/// <param name="Incomplete">Set if the file ends before the recording does; null for a complete one.</param>
/// <param name="LanguageProbability">The probability of the language, 0 to 1; null if the job specified it.</param>
/// <param name="Fallback">Whether the captions were made by the fallback recogniser.</param>
/// <param name="Speakers">The number of speakers; null if they were not requested or could not be distinguished.</param>
/// <param name="SpeakersMissed">Whether speakers were requested but could not be distinguished.</param>
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
    /// <summary>The probability below which another language is more probable than the detected one, which is then only a guess.</summary>
    public const double SureLanguage = 0.5;

    /// <summary>The recogniser of captions that were not recognised.</summary>
    public const string NoRecogniser = "none";

    /// <summary>The language that nobody has determined (ISO 639-2).</summary>
    public const string UnknownLanguage = "und";
}

/// <summary>Represents a sound track of a recording.</summary>
/// <param name="Index">The index from 0, in the order of the file, as in a job's <c>track</c>.</param>
/// <param name="Language">The language in the form of the file, such as <c>eng</c>; null if it has none.</param>
/// <param name="Title">The title, at most 200 characters; null if it has none.</param>
/// <param name="Channels">The number of channels.</param>
/// <param name="Default">Whether the file marks it as the default track.</param>
public sealed record SoundTrack(int Index, string? Language, string? Title, int Channels, bool Default);

/// <summary>Describes a file that ends before its recording does; its captions cover the existing part.</summary>
/// <param name="EndsAtSeconds">The end of the sound, in seconds of presentation time.</param>
/// <param name="OfSeconds">The length of the whole recording as the file states it, in seconds; null if unknown.</param>
/// <param name="Text">A description for people, such as <c>ends at 12:31 of 60:00</c>.</param>
public sealed record IncompleteRecording(double EndsAtSeconds, double? OfSeconds, string Text);

/// <summary>Acts on all matching jobs: <c>POST /api/v1/jobs/bulk</c>. Without any filter it needs <c>all: true</c>.</summary>
/// <param name="Action">The action: cancel, retry or delete.</param>
/// <param name="Filter">The filter of the caller's own jobs.</param>
/// <param name="All">Whether to act on all jobs.</param>
/// <param name="Cursor">The cursor of an earlier call with the same filter, to continue it.</param>
public sealed record BulkRequest(JobAction Action, BulkFilter? Filter = null, bool All = false, string? Cursor = null);

/// <summary>Filters the jobs of a bulk action, like the query parameters of the list.</summary>
/// <param name="States">Any of these.</param>
/// <param name="Kinds">Any of these.</param>
/// <param name="Tags">All of these tags.</param>
/// <param name="Q">A part of the title, the source or the id.</param>
/// <param name="CreatedAfter">The earliest creation time.</param>
/// <param name="CreatedBefore">The latest creation time, exclusive.</param>
/// <param name="Ids">Any of these; at most 1,000.</param>
public sealed record BulkFilter(
    IReadOnlyList<JobState>? States = null,
    IReadOnlyList<string>? Kinds = null,
    IReadOnlyList<string>? Tags = null,
    string? Q = null,
    DateTimeOffset? CreatedAfter = null,
    DateTimeOffset? CreatedBefore = null,
    IReadOnlyList<Guid>? Ids = null);

/// <summary>Represents the data of the SSE event <c>job</c>. Events <c>log</c> have a <see cref="JobLogLine"/> with the job's id.</summary>
/// <param name="Id">The id of the job.</param>
/// <param name="Version">The version; older ones than already received are to be ignored.</param>
/// <param name="State">The state.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="Progress">The progress, if the job is running.</param>
/// <param name="Deleted">Whether the job was deleted.</param>
public sealed record JobEvent(Guid Id, long Version, JobState State, int Attempt, JobProgress? Progress, bool Deleted = false);

/// <summary>Represents the data of the SSE event <c>log</c>.</summary>
/// <param name="Id">The id of the job.</param>
/// <param name="Line">The line.</param>
public sealed record JobLogEvent(Guid Id, JobLogLine Line);
