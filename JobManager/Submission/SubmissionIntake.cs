using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Platform.Contracts.Internal;
using Platform.JobManager.Backlog;
using Platform.JobManager.Kinds;
using Platform.JobManager.Refusals;
using Platform.ServiceDefaults.Grouping;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.Refusals;

namespace Platform.JobManager.Submission;

/// <summary>Accepts submissions: checks each job, asks for admission to the backlog, and waits until the jobs are stored.</summary>
internal sealed class SubmissionIntake(Grouping<SubmissionGroup> groups, AdmissionPacer pacer, TimeProvider time)
{
    private const int MaxJobs = 5000;
    private const int MaxTimeoutSeconds = 86_400;
    private const int IdBytes = 16;

    private static readonly ByteString s_noId = Guid.Empty.ToBytes();

    /// <summary>Submits jobs. Each has a result of its own, in the order of the request.</summary>
    /// <exception cref="InputException">There are no jobs, or too many (400).</exception>
    public async Task<SubmitJobsReply> SubmitAsync(SubmitJobsRequest request, CancellationToken cancellationToken)
    {
        Demand.Range(request.Jobs.Count, 1, MaxJobs, "jobs");
        var now = time.GetUtcNow();
        var results = new SubmitResult?[request.Jobs.Count];
        var jobs = new List<NewJob>(results.Length);
        for (var i = 0; i < results.Length; i++)
        {
            // A call contains the jobs of many users: an invalid job must not fail the others.
            if (FaultOf(request.Jobs[i], out var kind) is { } fault)
            {
                results[i] = new SubmitResult { Id = request.Jobs[i].Id, Outcome = SubmitOutcome.Invalid, CreatedAt = now.ToTimestamp(), Detail = fault };
            }
            else
            {
                jobs.Add(new NewJob(request.Jobs[i], kind!, now));
            }
        }

        var retryAfter = jobs.Count == 0 ? null
            : pacer.LimitedOwners is { } largest ? await StoreAsync(jobs, largest, cancellationToken)
            : await StoreAsync(jobs, cancellationToken);
        var reply = new SubmitJobsReply();
        var next = 0;
        foreach (var result in results)
        {
            reply.Results.Add(result ?? jobs[next++].Result!);
        }

        if (retryAfter is { } seconds)
        {
            reply.RetryAfterSeconds = seconds;
        }

        return reply;
    }

    /// <summary>Stores jobs, if there is capacity for all of them.</summary>
    /// <returns>The number of seconds after which to try again if the backlog is full; otherwise null.</returns>
    private async Task<double?> StoreAsync(List<NewJob> jobs, CancellationToken cancellationToken)
    {
        var admission = new Admission();
        if (await pacer.AdmitAsync(SubmissionGroup.CountOf(jobs), OwnerShare.Unknown, admission, cancellationToken) is { } retryAfter)
        {
            jobs.ForEach(static job => job.Reject());
            return retryAfter.TotalSeconds;
        }

        await CommitAsync(new SubmissionGroup(jobs, admission), cancellationToken);
        return null;
    }

    /// <summary>Stores jobs while some owners own most of the backlog. Their jobs are admitted separately, so that only they are refused.</summary>
    /// <returns>The number of seconds after which to try again if some jobs were refused; otherwise null.</returns>
    private async Task<double?> StoreAsync(List<NewJob> jobs, LargestOwners largest, CancellationToken cancellationToken)
    {
        double? longest = null;
        var admission = new Admission();
        var admitted = new List<NewJob>(jobs.Count);
        foreach (var byShare in jobs.GroupBy(job => largest.ShareOf(job.OwnerId)).OrderBy(group => group.Key))
        {
            List<NewJob> part = [.. byShare];
            TimeSpan? retryAfter;
            try
            {
                retryAfter = await pacer.AdmitAsync(SubmissionGroup.CountOf(part), byShare.Key, admission, cancellationToken);
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

            part.ForEach(job => job.Reject(byShare.Key == OwnerShare.Minority ? null : BacklogFullException.OwnJobsWait));
            longest = Math.Max(longest ?? 0, retryAfter.Value.TotalSeconds);
        }

        if (admitted.Count > 0)
        {
            await CommitAsync(new SubmissionGroup(admitted, admission), cancellationToken);
        }

        return longest;
    }

    private async Task CommitAsync(SubmissionGroup group, CancellationToken cancellationToken)
    {
        if (!groups.TryAdd(group))
        {
            pacer.Release(group.Admission);
            throw new TimeoutException("Too many submissions wait already.");
        }

        // Cancellation ends only the wait: jobs that were added are stored in any case.
        await group.Done.WaitAsync(cancellationToken);
    }

    private static string? FaultOf(SubmittedJob job, out JobKindDefinition? kind)
    {
        kind = null;
        return job switch
        {
            _ when MessageCheck.FindFault(job) is { } fault => $"{fault.Field}: {fault.Rule}",
            _ when !JobKindTable.TryGet(job.Kind, out kind) => "There is no such kind of job.",
            _ when !IsId(job.Id) || !IsId(job.OwnerId) => "id and owner_id are needed.",
            { HasMaxAttempts: true, MaxAttempts: < 1 or > 25 } => "max_attempts is 1 to 25.",
            { HasTimeoutSeconds: true, TimeoutSeconds: < 1 or > MaxTimeoutSeconds } => "timeout_seconds is 1 to 86400.",
            _ when !Demand.IsMoment(job.StartAt?.ToDateTimeOffset()) => "start_at is in the years 1970 to 9998.",
            _ when job.Tags.Any(static tag => tag.AsSpan().ContainsAnyInRange('\0', '\u001f')) => "tags hold no control characters.",
            { Webhook: { Url: "" } or { Secret: "" } } => "webhook has a url and a secret.",
            _ when !ReadableJson.IsReadable(job.InputJson.Span) => "input: " + ReadableJson.Rule,
            _ => null,
        };
    }

    private static bool IsId(ByteString id) => id.Length == IdBytes && id != s_noId;
}
