using System.Diagnostics;
using System.Globalization;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.JobManagement;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.GrpcCalls;

namespace Platform.ApiGateway.Submission;

/// <summary>Handles <c>POST /jobs/batch</c>: each job is accepted or refused individually.</summary>
/// <remarks>With an <c>Idempotency-Key</c> each job gets a key of its own, so that an interrupted batch can be sent again unchanged.</remarks>
internal sealed class BatchSubmission(SubmissionGroups groups, JobRules rules, JobDefaults defaults, SubmittedUploads uploads, TimeProvider time)
{
    private const int BodyLimit = 8 * 1024 * 1024;
    private const int MaxJobs = 1000;

    public async Task SubmitAsync(HttpContext context)
    {
        using var span = SubmissionTelemetry.Start("create_jobs");
        span?.SetTag("user_id", context.Caller().UserId.ToString());
        if (!IdempotencyKey.TryRead(context.Request, out var key, out var keyProblem))
        {
            await keyProblem!.ExecuteAsync(context);
            return;
        }

        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.CreateJobsRequest, BodyLimit);
        if (request.Jobs.Count is 0 or > MaxJobs)
        {
            await ApiProblem.Invalid("jobs", FieldError.Items(1, MaxJobs, "A batch has 1 to 1,000 jobs.")).ExecuteAsync(context);
            return;
        }

        for (var i = 0; i < request.Jobs.Count; i++)
        {
            if (request.Jobs[i] is { } job && Length(job) > JobSubmission.BodyLimit)
            {
                throw new ApiProblemException(ApiProblem.TooLarge(string.Create(CultureInfo.InvariantCulture, $"jobs[{i}]"), JobSubmission.BodyLimit));
            }
        }

        var results = new CreateJobsResult?[request.Jobs.Count];
        Submission? submission;
        IReadOnlyList<UploadUse> kept;
        FieldErrors? errors;
        using (SubmissionTelemetry.Start("validate_request"))
        {
            (submission, kept, errors) = await ValidateAsync(context, request, results, key, span ?? Activity.Current);
        }

        if (submission is null)
        {
            await ApiProblem.Invalid(errors!).ExecuteAsync(context);
            return;
        }

        SubmissionAnswer answer;
        using (SubmissionTelemetry.Start("call_job_manager"))
        {
            answer = await groups.SubmitAsync(submission);
        }

        await uploads.ReleaseAsync(kept, answer, submission.Jobs.Count);

        if (answer.Problem is { } problem)
        {
            span?.SetStatus(ActivityStatusCode.Error, problem.Code);
            await problem.ExecuteAsync(context);
            return;
        }

        using (SubmissionTelemetry.Start("return_response"))
        {
            await AnswerAsync(context, results, answer);
        }
    }

    /// <summary>Estimates the length of a job by its texts. A job that is too long on its own is too long in a batch.</summary>
    private static long Length(CreateJobRequest job) =>
        (job.Kind?.Length ?? 0) + (job.Title?.Length ?? 0) + (job.Input is { } input ? input.GetRawText().Length : 0)
        + (job.Webhook is { } webhook ? (webhook.Url?.Length ?? 0) + (webhook.Secret?.Length ?? 0) : 0)
        + (job.Tags?.Sum(tag => (long)(tag?.Length ?? 0)) ?? 0);

    /// <summary>Validates all jobs; the submission is null if none is valid.</summary>
    private async Task<(Submission? Submission, IReadOnlyList<UploadUse> Kept, FieldErrors? Errors)> ValidateAsync(
        HttpContext context, CreateJobsRequest request, CreateJobsResult?[] results, string? key, Activity? trace)
    {
        var caller = context.Caller();
        var requestId = context.TraceIdentifier;
        FieldErrors? all = null;
        var errors = new FieldErrors();
        var jobs = new ValidJob?[results.Length];
        using var names = rules.ResolveAhead(request.Jobs, caller.UserId, context.RequestAborted);
        for (var i = 0; i < results.Length; i++)
        {
            if (request.Jobs[i] is not { } item)
            {
                all ??= new FieldErrors();
                all.Add(string.Create(CultureInfo.InvariantCulture, $"jobs[{i}]"), FieldError.NotNull);
                results[i] = new CreateJobsResult(StatusCodes.Status422UnprocessableEntity, null, FieldError.NotNull.Text);
                continue;
            }

            jobs[i] = await rules.CheckAsync(item, Guid.CreateVersion7(time.GetUtcNow()), caller.UserId, "", errors, names, context.RequestAborted);
            if (jobs[i] is not null)
            {
                continue;
            }

            Refuse(i, errors, results, ref all);
            errors = new FieldErrors();
        }

        // Before uploads are reserved: if the account cannot be read, nothing has to be undone.
        await defaults.FillAsync(jobs, caller.UserId, context.RequestAborted);
        var kept = await uploads.KeepAsync(jobs, context.RequestAborted);
        var found = kept.Select(use => use.JobId).ToHashSet();
        for (var i = 0; i < results.Length; i++)
        {
            if (jobs[i] is { Captions.UploadId: not null } job && !found.Contains(job.Id))
            {
                jobs[i] = null;
                errors = new FieldErrors();
                errors.Add("input.upload_id", SubmittedUploads.Unknown);
                Refuse(i, errors, results, ref all);
            }
        }

        return Array.Exists(jobs, j => j is not null) ? (Write(jobs, caller.UserId, key, trace, requestId), kept, null) : (null, [], all);
    }

    private static void Refuse(int index, FieldErrors errors, CreateJobsResult?[] results, ref FieldErrors? all)
    {
        results[index] = new CreateJobsResult(ApiProblem.Invalid(errors).Status, null, errors.ToString());
        all ??= new FieldErrors();
        all.AddAll(errors, string.Create(CultureInfo.InvariantCulture, $"jobs[{index}]."));
    }

    private static Submission Write(ValidJob?[] jobs, Guid owner, string? key, Activity? trace, string? requestId)
    {
        var messages = new List<SubmittedJob>(jobs.Length);
        for (var i = 0; i < jobs.Length; i++)
        {
            if (jobs[i] is { } job)
            {
                var jobKey = key is null ? null : string.Create(CultureInfo.InvariantCulture, $"{key}/{i}");
                messages.Add(SubmittedJobs.Of(owner, job, jobKey, "POST /api/v1/jobs/batch\n"u8, trace, requestId));
            }
        }

        return new Submission(messages);
    }

    private static async Task AnswerAsync(HttpContext context, CreateJobsResult?[] results, SubmissionAnswer answer)
    {
        var next = 0;
        var accepted = 0;
        SubmitResult? rejected = null;
        SubmitResult? refused = null;
        for (var i = 0; i < results.Length; i++)
        {
            if (results[i] is not null)
            {
                continue;
            }

            var result = answer[next++];
            switch (result.Outcome)
            {
                case SubmitOutcome.KeyReused:
                    results[i] = new CreateJobsResult(StatusCodes.Status422UnprocessableEntity, null, "This Idempotency-Key was used with another body.");
                    break;
                case SubmitOutcome.BacklogFull:
                    rejected = result;
                    results[i] = new CreateJobsResult(StatusCodes.Status429TooManyRequests, null, result.DetailOrNull() ?? ApiProblem.BacklogFullDetail);
                    break;
                case SubmitOutcome.Invalid:
                    refused = result;
                    results[i] = new CreateJobsResult(StatusCodes.Status422UnprocessableEntity, null, result.DetailOrNull());
                    break;
                default:
                    accepted++;
                    results[i] = new CreateJobsResult(StatusCodes.Status202Accepted, result.Id.ToGuid());
                    break;
            }
        }

        if (accepted == 0)
        {
            var problem = rejected is not null ? ApiProblem.BacklogFull(answer.RetryAfterSeconds, rejected.DetailOrNull()) : refused is not null ? JobSubmission.Refused(refused) : JobSubmission.KeyReused();
            await problem.ExecuteAsync(context);
            return;
        }

        if (rejected is not null)
        {
            context.Response.Headers.RetryAfter = ((long)Math.Max(1, Math.Ceiling(answer.RetryAfterSeconds))).ToString(CultureInfo.InvariantCulture);
        }

        await TypedResults.Json(new CreateJobsResponse(results!), GatewayJson.Default.CreateJobsResponse, statusCode: StatusCodes.Status202Accepted).ExecuteAsync(context);
    }
}
