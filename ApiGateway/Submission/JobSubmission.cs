using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.IO.Pipelines;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.JobManagement;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.ServiceDefaults.GrpcCalls;

namespace Platform.ApiGateway.Submission;

/// <summary>Handles <c>POST /jobs</c>, the route with the highest load.</summary>
internal sealed partial class JobSubmission(
    SubmissionGroups groups, JobRules rules, JobDefaults defaults, SubmittedUploads uploads, TimeProvider time, ILogger<JobSubmission> logger)
{
    /// <summary>The maximum size of a job in bytes, alone or in a batch.</summary>
    public const int BodyLimit = 256 * 1024;

    /// <summary>Submits a job.</summary>
    public async Task SubmitAsync(HttpContext context)
    {
        using var span = SubmissionTelemetry.Start("create_job");
        var (submission, kept, problem) = await ValidateAsync(context);
        if (submission is null)
        {
            span?.SetStatus(ActivityStatusCode.Error, problem!.Code);
            await problem!.ExecuteAsync(context);
            return;
        }

        SubmissionAnswer answer;
        using (SubmissionTelemetry.Start("call_job_manager"))
        {
            answer = await groups.SubmitAsync(submission);
        }

        await uploads.ReleaseAsync(kept, answer, 1);

        using (SubmissionTelemetry.Start("return_response"))
        {
            await AnswerAsync(context, answer, span);
        }
    }

    /// <summary>Submits a job that was validated elsewhere, and writes the response.</summary>
    /// <param name="context">The request.</param>
    /// <param name="job">The job with its account's defaults.</param>
    /// <param name="key">The <c>Idempotency-Key</c>.</param>
    /// <param name="route">Distinguishes the keys of this route from those of others.</param>
    /// <exception cref="ApiProblemException">409 if the upload of the job no longer exists.</exception>
    public async Task SubmitAsync(HttpContext context, ValidJob job, string? key, ReadOnlyMemory<byte> route)
    {
        var kept = await uploads.KeepAsync([job], context.RequestAborted);
        if (job.Captions?.UploadId is not null && kept.Count == 0)
        {
            throw new ApiProblemException(ApiProblem.Conflict("The recording is not stored any more."));
        }

        var answer = await groups.SubmitAsync(Write(context, job, key, route.Span));
        await uploads.ReleaseAsync(kept, answer, 1);
        await AnswerAsync(context, answer, null);
    }

    private static Submission Write(HttpContext context, ValidJob job, string? key, ReadOnlySpan<byte> route) =>
        new([SubmittedJobs.Of(context.Caller().UserId, job, key, route, Activity.Current, context.TraceIdentifier)]);

    private async ValueTask<(Submission? Submission, IReadOnlyList<UploadUse> Kept, ApiProblem? Problem)> ValidateAsync(HttpContext context)
    {
        using var span = SubmissionTelemetry.Start("validate_request");
        if (JsonBody.Refuse(context.Request, BodyLimit) is { } refusal)
        {
            return (null, [], refusal);
        }

        if (!IdempotencyKey.TryRead(context.Request, out var key, out var problem))
        {
            return (null, [], problem);
        }

        var (body, fault) = await WholeBody.ReadAsync(context, BodyLimit);
        if (fault is not null)
        {
            return (null, [], fault);
        }

        var isParsed = JsonBody.TryParse(body, GatewayJson.Default.CreateJobRequest, out var request, out problem);
        context.Request.BodyReader.AdvanceTo(body.End);
        if (!isParsed)
        {
            return (null, [], problem);
        }

        var caller = context.Caller();
        var errors = new FieldErrors();
        var id = Guid.CreateVersion7(time.GetUtcNow());
        var job = await rules.CheckAsync(request!, id, caller.UserId, "", errors, null, context.RequestAborted);
        if (job is null)
        {
            return (null, [], ApiProblem.Invalid(errors));
        }

        // Before the upload is reserved: if the account cannot be read, nothing has to be undone.
        job = await defaults.FillAsync(job, caller.UserId, context.RequestAborted);
        IReadOnlyList<UploadUse> kept = [];
        if (job.Captions?.UploadId is not null)
        {
            kept = await uploads.KeepAsync([job], context.RequestAborted);
            if (kept.Count == 0)
            {
                return (null, [], ApiProblem.Invalid("input.upload_id", SubmittedUploads.Unknown));
            }
        }

        var trace = span?.Parent ?? Activity.Current;
        span?.Parent?.SetTag("job_id", id.ToString()).SetTag("user_id", caller.UserId.ToString()).SetTag("job_kind", job.Request.Kind)
            .SetTag("url", SubmissionTelemetry.PlainUrl(job.Captions?.Url));
        return (new Submission([SubmittedJobs.Of(caller.UserId, job, key, "POST /api/v1/jobs\n"u8, trace, context.TraceIdentifier)]), kept, null);
    }

    private async Task AnswerAsync(HttpContext context, SubmissionAnswer answer, Activity? span)
    {
        if (answer.Problem is { } problem)
        {
            span?.SetStatus(ActivityStatusCode.Error, problem.Code);
            await problem.ExecuteAsync(context);
            return;
        }

        var result = answer[0];
        switch (result.Outcome)
        {
            case SubmitOutcome.KeyReused:
                await KeyReused().ExecuteAsync(context);
                return;
            case SubmitOutcome.BacklogFull:
                await ApiProblem.BacklogFull(answer.RetryAfterSeconds, result.DetailOrNull()).ExecuteAsync(context);
                return;
            case SubmitOutcome.Invalid:
                await Refused(result).ExecuteAsync(context);
                return;
            default:
                if (answer.Results.Count == 1)
                {
                    // Under load the group is logged instead: thousands of lines a second would add nothing.
                    LogCreated(result.Id.ToGuid(), StatusCodes.Status202Accepted);
                }

                await WriteAcceptedAsync(context, result);
                return;
        }
    }

    public static ApiProblem Refused(SubmitResult result) => new(StatusCodes.Status422UnprocessableEntity, "validation", result.DetailOrNull());

    public static ApiProblem KeyReused() =>
        new(StatusCodes.Status422UnprocessableEntity, "idempotency_key_reused", "This Idempotency-Key was used with another body.")
        {
            Errors = ApiProblem.Only(IdempotencyKey.Header, FieldError.Other("Used before with another body.")),
        };

    private static async Task WriteAcceptedAsync(HttpContext context, SubmitResult result)
    {
        var response = context.Response;
        var location = string.Create(49, result.Id.ToGuid(), static (span, job) =>
        {
            "/api/v1/jobs/".CopyTo(span);
            job.TryFormat(span[13..], out _);
        });
        response.StatusCode = StatusCodes.Status202Accepted;
        response.ContentType = "application/json; charset=utf-8";
        response.Headers.Location = location;
        if (result.Outcome == SubmitOutcome.Replayed)
        {
            response.Headers["Idempotent-Replayed"] = "true";
        }

        Write(response.BodyWriter, result, location, response);
        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static void Write(PipeWriter output, SubmitResult result, string location, HttpResponse response)
    {
        // A fixed format without characters to escape: cheaper than a JSON writer on the busiest route.
        var span = output.GetSpan(256);
        var at = 0;
        Append(span, ref at, "{\"id\":\""u8);
        Utf8Formatter.TryFormat(result.Id.ToGuid(), span[at..], out var written);
        at += written;
        Append(span, ref at, "\",\"state\":\""u8);
        Append(span, ref at, StateName((JobState)result.State));
        Append(span, ref at, "\",\"created_at\":\""u8);
        result.CreatedAt.ToDateTime().TryFormat(span[at..], out written, "yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
        at += written;
        Append(span, ref at, "\",\"url\":\""u8);
        at += System.Text.Encoding.ASCII.GetBytes(location, span[at..]);
        Append(span, ref at, "\"}"u8);
        response.ContentLength = at;
        output.Advance(at);
    }

    private static void Append(Span<byte> span, ref int at, ReadOnlySpan<byte> text)
    {
        text.CopyTo(span[at..]);
        at += text.Length;
    }

    [LoggerMessage(1, LogLevel.Information, "Job {JobId} created: {Status}")]
    private partial void LogCreated(Guid jobId, int status);

    private static ReadOnlySpan<byte> StateName(JobState state) => state switch
    {
        JobState.Scheduled => "scheduled"u8,
        JobState.Queued => "queued"u8,
        JobState.Running => "running"u8,
        JobState.Succeeded => "succeeded"u8,
        JobState.Failed => "failed"u8,
        _ => "cancelled"u8,
    };
}
