using System.Text.Json;
using Platform.Contracts.Jobs;

namespace Platform.ApiGateway.JobManagement;

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
internal sealed record JobRecord(
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
