using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.ServiceDefaults.GrpcCalls;

namespace Platform.Integration.JobManager;

/// <summary>A job to submit. Tests use <c>with</c> to vary it.</summary>
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
    string? RequestId = null)
{
    public static SubmitJob Of(SubmittedJob message) => new(
        message.Id.ToGuid(),
        message.OwnerId.ToGuid(),
        message.Kind,
        JsonElement.Parse(message.InputJson.Span),
        (JobPriority)(int)message.Priority,
        message.HasTitle ? message.Title : null,
        message.Tags.Count == 0 ? null : message.Tags,
        message.StartAt?.ToDateTimeOffset(),
        message.HasMaxAttempts ? message.MaxAttempts : null,
        message.HasTimeoutSeconds ? message.TimeoutSeconds : null,
        message.HasIdempotencyKey ? message.IdempotencyKey : null,
        message.HasFingerprint ? message.Fingerprint : null,
        message.Webhook,
        message.HasTraceParent ? message.TraceParent : null,
        message.HasRequestId ? message.RequestId : null);

    public SubmittedJob ToMessage()
    {
        var message = new SubmittedJob
        {
            Id = Id.ToBytes(),
            OwnerId = OwnerId.ToBytes(),
            Kind = Kind,
            InputJson = ByteString.CopyFromUtf8(Input.GetRawText()),
            Priority = (Priority)(int)Priority,
            Tags = { Tags ?? [] },
            StartAt = StartAt?.ToTimestamp(),
            Webhook = Webhook,
        };
        if (Title is not null)
        {
            message.Title = Title;
        }

        if (MaxAttempts is { } attempts)
        {
            message.MaxAttempts = attempts;
        }

        if (TimeoutSeconds is { } timeout)
        {
            message.TimeoutSeconds = timeout;
        }

        if (IdempotencyKey is not null)
        {
            message.IdempotencyKey = IdempotencyKey;
        }

        if (Fingerprint is not null)
        {
            message.Fingerprint = Fingerprint;
        }

        if (TraceParent is not null)
        {
            message.TraceParent = TraceParent;
        }

        if (RequestId is not null)
        {
            message.RequestId = RequestId;
        }

        return message;
    }
}

/// <summary>The results of submitted jobs.</summary>
public sealed record SubmitJobsResult(IReadOnlyList<SubmitJobResult> Results, double? RetryAfterSeconds)
{
    public static SubmitJobsResult Of(SubmitJobsReply reply) => new(
        [
            .. reply.Results.Select(result => new SubmitJobResult(
                result.Id.ToGuid(), result.Outcome, (JobState)result.State, result.CreatedAt.ToDateTimeOffset(), result.HasDetail ? result.Detail : null)),
        ],
        reply.HasRetryAfterSeconds ? reply.RetryAfterSeconds : null);
}

/// <summary>The result of a submitted job.</summary>
public sealed record SubmitJobResult(Guid Id, SubmitOutcome Outcome, JobState State, DateTimeOffset CreatedAt, string? Detail);
