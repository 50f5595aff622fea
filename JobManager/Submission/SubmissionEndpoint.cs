using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Platform.Contracts.Internal;
using Platform.JobManager.Backlog;
using Platform.JobManager.Kinds;

namespace Platform.JobManager.Submission;

/// <summary><c>POST /internal/v1/jobs/submit</c>.</summary>
internal static class SubmissionEndpoint
{
    private const int MaxJobs = 5000;

    public static void MapSubmission(this IEndpointRouteBuilder routes) => routes.MapPost("/jobs/submit", SubmitAsync).WithName("submit_jobs");

    private static async Task<Results<Ok<SubmitJobsResult>, ValidationProblem, ProblemHttpResult>> SubmitAsync(
        SubmitJobs request, SubmissionQueue queue, AdmissionPacer pacer, TimeProvider time, CancellationToken cancellationToken)
    {
        if (request.Jobs is not { Count: > 0 and <= MaxJobs })
        {
            return Invalid("jobs", $"1 to {MaxJobs} jobs.");
        }

        DateTimeOffset now = time.GetUtcNow();
        var jobs = new NewJob[request.Jobs.Count];
        for (int i = 0; i < jobs.Length; i++)
        {
            SubmitJob job = request.Jobs[i];
            if (job.Kind is null || !JobKindTable.TryGet(job.Kind, out JobKindDefinition? kind))
            {
                return Invalid($"jobs[{i}].kind", "There is no such kind of job.");
            }

            if (job.Id == Guid.Empty || job.OwnerId == Guid.Empty || job.Input.ValueKind == System.Text.Json.JsonValueKind.Undefined)
            {
                return Invalid($"jobs[{i}]", "id, owner_id and input are needed.");
            }

            if (job.MaxAttempts is < 1 or > 25 || job.TimeoutSeconds is < 1 || !Enum.IsDefined(job.Priority))
            {
                return Invalid($"jobs[{i}]", "max_attempts is 1 to 25, timeout_seconds at least 1, priority low, normal or high.");
            }

            jobs[i] = new NewJob(job, kind, now);
        }

        var group = new SubmissionGroup(jobs);
        if (await pacer.AdmitAsync(group.Count, cancellationToken) is { } retryAfter)
        {
            return TypedResults.Ok(new SubmitJobsResult(
                [.. jobs.Select(job => new SubmitJobResult(job.Job.Id, SubmitOutcome.BacklogFull, job.State, now))], retryAfter.TotalSeconds));
        }

        try
        {
            await queue.AddAsync(group, cancellationToken);
        }
        catch
        {
            pacer.Left(group.Count);
            throw;
        }

        try
        {
            // Not bound to the request: once queued, the jobs are stored whether the caller still listens or not.
            await group.Done.WaitAsync(cancellationToken);
        }
        catch (PostgresException refused) when (!refused.IsTransient)
        {
            return TypedResults.Problem("The jobs hold something that cannot be stored.", statusCode: StatusCodes.Status422UnprocessableEntity);
        }

        var results = new SubmitJobResult[jobs.Length];
        for (int i = 0; i < jobs.Length; i++)
        {
            results[i] = jobs[i].Result!;
        }

        return TypedResults.Ok(new SubmitJobsResult(results));
    }

    private static ValidationProblem Invalid(string field, string detail) =>
        TypedResults.ValidationProblem(new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [detail] });
}
