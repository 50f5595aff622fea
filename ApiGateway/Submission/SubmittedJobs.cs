using System.Diagnostics;
using Google.Protobuf.WellKnownTypes;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.ServiceDefaults.GrpcCalls;

namespace Platform.ApiGateway.Submission;

/// <summary>Creates the messages in which validated jobs are submitted to JobManager.</summary>
internal static class SubmittedJobs
{
    /// <summary>Creates the message of a job.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="job">The job.</param>
    /// <param name="idempotencyKey">The idempotency key; null for none.</param>
    /// <param name="route">The route, for the <see cref="SubmissionFingerprint"/>.</param>
    /// <param name="activity">The span of the request.</param>
    /// <param name="requestId">The id of the request.</param>
    public static SubmittedJob Of(Guid owner, ValidJob job, string? idempotencyKey, ReadOnlySpan<byte> route, Activity? activity, string? requestId)
    {
        var request = job.Request;
        var message = new SubmittedJob
        {
            Id = job.Id.ToBytes(),
            OwnerId = owner.ToBytes(),
            Kind = request.Kind,
            InputJson = JobInputWriter.Write(job.Filled ?? job.Input),
            Priority = (Priority)(request.Priority ?? JobPriority.Normal),
            Tags = { request.Tags ?? [] },
            StartAt = request.StartAt?.ToTimestamp(),
            Webhook = request.Webhook is { } webhook ? new WebhookTarget { Url = webhook.Url, Secret = webhook.Secret } : null,
        };
        if (job.Title is { } title)
        {
            message.Title = title;
        }

        if (request.MaxAttempts is { } attempts)
        {
            message.MaxAttempts = attempts;
        }

        if (request.TimeoutSeconds is { } timeout)
        {
            message.TimeoutSeconds = timeout;
        }

        if (idempotencyKey is not null)
        {
            message.IdempotencyKey = idempotencyKey;
            message.Fingerprint = SubmissionFingerprint.Of(route, job);
        }

        if (activity is { IdFormat: ActivityIdFormat.W3C, Id: { } traceParent })
        {
            message.TraceParent = traceParent;
        }

        if (requestId is not null)
        {
            message.RequestId = requestId;
        }

        return message;
    }
}
