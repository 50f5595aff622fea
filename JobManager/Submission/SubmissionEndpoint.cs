using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.JobManager.Backlog;
using Platform.JobManager.Kinds;
using Platform.JobManager.Refusals;
using Platform.ServiceDefaults.Refusals;

namespace Platform.JobManager.Submission;

/// <summary><c>POST /internal/v1/jobs/submit</c>.</summary>
internal static class SubmissionEndpoint
{
    private const int MaxJobs = 5000;
    private const int MaxTimeoutSeconds = 86_400;

    public static void MapSubmission(this IEndpointRouteBuilder routes) => routes.MapPost("/jobs/submit", SubmitAsync).WithName("submit_jobs");

    private static async Task<Ok<SubmitJobsResult>> SubmitAsync(
        SubmitJobs request, SubmissionQueue queue, AdmissionPacer pacer, TimeProvider time, CancellationToken cancellationToken)
    {
        Demand.Range(request.Jobs.Count, 1, MaxJobs, "jobs");
        DateTimeOffset now = time.GetUtcNow();
        var results = new SubmitJobResult[request.Jobs.Count];
        var jobs = new List<NewJob>(results.Length);
        for (int i = 0; i < results.Length; i++)
        {
            // The jobs are of many callers: what is wrong with one concerns no other.
            if (FaultOf(request.Jobs[i], out JobKindDefinition? kind) is { } fault)
            {
                results[i] = new SubmitJobResult(request.Jobs[i]?.Id ?? default, SubmitOutcome.Invalid, JobState.Scheduled, now, fault);
            }
            else
            {
                jobs.Add(new NewJob(request.Jobs[i], kind!, now));
            }
        }

        double? retryAfter = jobs.Count == 0 ? null
            : pacer.LimitedOwners is { } largest ? await StoreAsync(jobs, largest, queue, pacer, cancellationToken)
            : await StoreAsync(jobs, queue, pacer, cancellationToken);
        int next = 0;
        for (int i = 0; i < results.Length; i++)
        {
            results[i] ??= jobs[next++].Result!;
        }

        return TypedResults.Ok(new SubmitJobsResult(results, retryAfter));
    }

    /// <returns>After how many seconds to come again, when the backlog is full.</returns>
    private static async Task<double?> StoreAsync(List<NewJob> jobs, SubmissionQueue queue, AdmissionPacer pacer, CancellationToken cancellationToken)
    {
        var admission = new Admission();
        if (await pacer.AdmitAsync(SubmissionGroup.CountOf(jobs), OwnerShare.Unknown, admission, cancellationToken) is { } retryAfter)
        {
            jobs.ForEach(job => job.Reject());
            return retryAfter.TotalSeconds;
        }

        await CommitAsync(new SubmissionGroup(jobs, admission), queue, pacer, cancellationToken);
        return null;
    }

    /// <summary>Jobs of those who hold most of what waits are admitted apart: what they are refused is refused to nobody else.</summary>
    /// <returns>After how many seconds to come again, when some were rejected.</returns>
    private static async Task<double?> StoreAsync(
        List<NewJob> jobs, LargestOwners largest, SubmissionQueue queue, AdmissionPacer pacer, CancellationToken cancellationToken)
    {
        double? longest = null;
        var admission = new Admission();
        var admitted = new List<NewJob>(jobs.Count);
        foreach (IGrouping<OwnerShare, NewJob> some in jobs.GroupBy(job => largest.ShareOf(job.Job.OwnerId)).OrderBy(some => some.Key))
        {
            List<NewJob> part = [.. some];
            TimeSpan? retryAfter;
            try
            {
                retryAfter = await pacer.AdmitAsync(SubmissionGroup.CountOf(part), some.Key, admission, cancellationToken);
            }
            catch
            {
                pacer.Release(admission);
                throw;
            }

            if (retryAfter is null)
            {
                admitted.AddRange(part);
                continue;
            }

            part.ForEach(job => job.Reject(some.Key == OwnerShare.Minority ? null : BacklogFullException.OwnJobsWait));
            longest = Math.Max(longest ?? 0, retryAfter.Value.TotalSeconds);
        }

        if (admitted.Count > 0)
        {
            await CommitAsync(new SubmissionGroup(admitted, admission), queue, pacer, cancellationToken);
        }

        return longest;
    }

    private static async Task CommitAsync(SubmissionGroup group, SubmissionQueue queue, AdmissionPacer pacer, CancellationToken cancellationToken)
    {
        try
        {
            await queue.AddAsync(group, cancellationToken);
        }
        catch
        {
            pacer.Release(group.Admission);
            throw;
        }

        // Not bound to the request: once queued, the jobs are stored whether the caller still listens or not.
        await group.Done.WaitAsync(cancellationToken);
    }

    private static string? FaultOf(SubmitJob? job, out JobKindDefinition? kind)
    {
        kind = null;
        return job switch
        {
            null => "It is null.",
            _ when !JobKindTable.TryGet(job.Kind, out kind) => "There is no such kind of job.",
            _ when job.Id == Guid.Empty || job.OwnerId == Guid.Empty => "id and owner_id are needed.",
            _ when job.MaxAttempts is < 1 or > 25 => "max_attempts is 1 to 25.",
            _ when job.TimeoutSeconds is < 1 or > MaxTimeoutSeconds => "timeout_seconds is 1 to 86400.",
            _ when !Enum.IsDefined(job.Priority) => "priority is low, normal or high.",
            _ when !Demand.IsMoment(job.StartAt) => "start_at is in the years 1970 to 9998.",
            _ when job.Tags?.Any(tag => tag is null || tag.AsSpan().ContainsAnyInRange('\0', '\u001f')) == true => "tags hold no control characters.",
            _ when job.Webhook is { Url: null } or { Secret: null } => "webhook has a url and a secret.",
            _ when !ReadableJson.IsReadable(JsonMarshal.GetRawUtf8Value(job.Input)) => "input: " + ReadableJson.Rule,
            _ => null,
        };
    }
}
