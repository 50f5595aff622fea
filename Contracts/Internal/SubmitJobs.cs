using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Contracts.Jobs;

namespace Platform.Contracts.Internal;

/// <summary><c>POST /internal/v1/jobs/submit</c>: jobs of any owners, grouped by ApiGateway from concurrent requests.</summary>
/// <param name="Jobs">At most 5,000.</param>
public sealed record SubmitJobs(IReadOnlyList<SubmitJob> Jobs);

/// <summary>A validated job.</summary>
/// <param name="Id">UUIDv7 made by ApiGateway.</param>
/// <param name="OwnerId">The user it belongs to.</param>
/// <param name="Kind">Kind, see <see cref="JobKinds"/>.</param>
/// <param name="Input">The kind's input.</param>
/// <param name="Priority">Priority within the lane.</param>
/// <param name="Title">For people; searched.</param>
/// <param name="Tags">At most 10, each at most 50 characters.</param>
/// <param name="StartAt">Not before, UTC; null for at once.</param>
/// <param name="MaxAttempts">1 to 25; null for the kind's default.</param>
/// <param name="TimeoutSeconds">Limit of an attempt's run time; null for the kind's default.</param>
/// <param name="IdempotencyKey">At most 255 characters, unique for an owner.</param>
/// <param name="Fingerprint">Hex SHA-256 of the request body; only with a key.</param>
/// <param name="Webhook">Where to tell the end of the job.</param>
/// <param name="TraceParent">W3C traceparent of the request.</param>
/// <param name="RequestId">Request id, for log lines.</param>
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

/// <summary>Where a webhook goes.</summary>
/// <param name="Url">http or https.</param>
/// <param name="Secret">Key of the HMAC-SHA256 signature.</param>
public sealed record WebhookTarget(string Url, string Secret);

/// <summary>Answer to <see cref="SubmitJobs"/>, in the order of the jobs.</summary>
/// <param name="Results">One for each job.</param>
/// <param name="RetryAfterSeconds">When some were rejected for backlog: when to come again.</param>
public sealed record SubmitJobsResult(IReadOnlyList<SubmitJobResult> Results, double? RetryAfterSeconds = null);

/// <summary>What became of one submitted job.</summary>
/// <param name="Id">The job that stands for the submission: an earlier one when replayed.</param>
/// <param name="Outcome">What happened.</param>
/// <param name="State">The state as it was accepted.</param>
/// <param name="CreatedAt">When the standing job was accepted, UTC.</param>
/// <param name="Detail">What is wrong with it, when invalid; why the backlog is full for its owner alone, when it is.</param>
public sealed record SubmitJobResult(Guid Id, SubmitOutcome Outcome, JobState State, DateTimeOffset CreatedAt, string? Detail = null);

/// <summary>What became of a submission.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SubmitOutcome>))]
public enum SubmitOutcome
{
    /// <summary>Stored and due.</summary>
    [JsonStringEnumMemberName("accepted")]
    Accepted = 0,

    /// <summary>The same key and body were accepted before; nothing new was stored.</summary>
    [JsonStringEnumMemberName("replayed")]
    Replayed = 1,

    /// <summary>The key was used with another body; nothing was stored.</summary>
    [JsonStringEnumMemberName("key_reused")]
    KeyReused = 2,

    /// <summary>The backlog is full; nothing was stored.</summary>
    [JsonStringEnumMemberName("backlog_full")]
    BacklogFull = 3,

    /// <summary>It cannot be read or stored; the others of its group are not concerned.</summary>
    [JsonStringEnumMemberName("invalid")]
    Invalid = 4,
}
