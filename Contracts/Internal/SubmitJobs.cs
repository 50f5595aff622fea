using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Contracts.Jobs;

namespace Platform.Contracts.Internal;

/// <summary>Submits jobs of any owners, grouped by ApiGateway from concurrent requests: <c>POST /internal/v1/jobs/submit</c>.</summary>
/// <param name="Jobs">At most 5,000.</param>
public sealed record SubmitJobs(IReadOnlyList<SubmitJob> Jobs);

/// <summary>Represents a validated job to submit.</summary>
/// <param name="Id">A UUIDv7 created by ApiGateway.</param>
/// <param name="OwnerId">The owner of the job.</param>
/// <param name="Kind">The kind, see <see cref="JobKinds"/>.</param>
/// <param name="Input">The input of the kind.</param>
/// <param name="Priority">The priority within the lane.</param>
/// <param name="Title">The title, which can be searched.</param>
/// <param name="Tags">At most 10, each at most 50 characters.</param>
/// <param name="StartAt">The earliest start, UTC; null to start at once.</param>
/// <param name="MaxAttempts">1 to 25; null for the kind's default.</param>
/// <param name="TimeoutSeconds">The limit of an attempt's run time; null for the kind's default.</param>
/// <param name="IdempotencyKey">The idempotency key, at most 255 characters, unique for an owner.</param>
/// <param name="Fingerprint">The SHA-256 hash of the request body in hex; only with a key.</param>
/// <param name="Webhook">The target to notify of the job's end.</param>
/// <param name="TraceParent">The W3C traceparent of the request.</param>
/// <param name="RequestId">The request id for log lines.</param>
public sealed record SubmitJob(
    Guid Id,
    Guid OwnerId,
    string Kind,
    JsonElement Input,
    JobPriority Priority = JobPriority.Normal,
    string? Title = null,
    IReadOnlyList<string>? Tags = null,
    DateTimeOffset? StartAt = null,
    int? MaxAttempts = null,
    int? TimeoutSeconds = null,
    string? IdempotencyKey = null,
    string? Fingerprint = null,
    WebhookTarget? Webhook = null,
    string? TraceParent = null,
    string? RequestId = null);

/// <summary>Represents the target of a webhook.</summary>
/// <param name="Url">The URL, http or https.</param>
/// <param name="Secret">The key of the HMAC-SHA256 signature.</param>
public sealed record WebhookTarget(string Url, string Secret);

/// <summary>Holds the results of <see cref="SubmitJobs"/>, in the order of the jobs.</summary>
/// <param name="Results">One result for each job.</param>
/// <param name="RetryAfterSeconds">When to retry, if some were refused because of the backlog.</param>
public sealed record SubmitJobsResult(IReadOnlyList<SubmitJobResult> Results, double? RetryAfterSeconds = null);

/// <summary>Holds the outcome of one submitted job.</summary>
/// <param name="Id">The id of the job: the earlier one for a replayed submission.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="State">The state when it was accepted.</param>
/// <param name="CreatedAt">When the job was accepted, UTC.</param>
/// <param name="Detail">What is wrong with an invalid job; or why the backlog is full for its owner only.</param>
public sealed record SubmitJobResult(Guid Id, SubmitOutcome Outcome, JobState State, DateTimeOffset CreatedAt, string? Detail = null);

/// <summary>Lists the outcomes of a submission.</summary>
[JsonConverter(typeof(EnumNameConverter<SubmitOutcome>))]
public enum SubmitOutcome
{
    /// <summary>The job is stored and due.</summary>
    [JsonStringEnumMemberName("accepted")]
    Accepted = 0,

    /// <summary>The same key and body were accepted before; nothing was stored.</summary>
    [JsonStringEnumMemberName("replayed")]
    Replayed = 1,

    /// <summary>The key was used with a different body; nothing was stored.</summary>
    [JsonStringEnumMemberName("key_reused")]
    KeyReused = 2,

    /// <summary>The backlog is full; nothing was stored.</summary>
    [JsonStringEnumMemberName("backlog_full")]
    BacklogFull = 3,

    /// <summary>The job cannot be read or stored; the other jobs of its group are not affected.</summary>
    [JsonStringEnumMemberName("invalid")]
    Invalid = 4,
}
