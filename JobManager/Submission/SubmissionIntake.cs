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

/// <summary>Accepts submissions: checks each job, asks the backlog for room, and waits until the jobs are stored.</summary>
internal sealed class SubmissionIntake(Grouping<SubmissionGroup> groups, AdmissionPacer pacer, TimeProvider time)
{
    private const int MaxJobs = 5000;
    private const int MaxTimeoutSeconds = 86_400;
    private const int IdBytes = 16;

    private static readonly ByteString s_noId = Guid.Empty.ToBytes();

    /// <exception cref="InputException">400: there are no jobs, or too many.</exception>
    public async Task<SubmitJobsReply> SubmitAsync(SubmitJobsRequest request, CancellationToken cancellationToken)
    {
        Demand.Range(request.Jobs.Count, 1, MaxJobs, "jobs");
        var now = time.GetUtcNow();
        var results = new SubmitResult?[request.Jobs.Count];
        var jobs = new List<NewJob>(results.Length);
        for (var i = 0; i < results.Length; i++)
        {
            // The jobs are of many callers: what is wrong with one concerns no other.
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
            : pacer.Apart is { } largest ? await StoreAsync(jobs, largest, cancellationToken)
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

    /// <returns>After how many seconds to come again, when the backlog is full.</returns>
    private async Task<double?> StoreAsync(List<NewJob> jobs, CancellationToken cancellationToken)
    {
        var admission = new Admission();
        if (await pacer.AdmitAsync(SubmissionGroup.CountOf(jobs), OwnerShare.Unsorted, admission, cancellationToken) is { } retryAfter)
        {
            jobs.ForEach(static job => job.Reject());
            return retryAfter.TotalSeconds;
        }

        await CommitAsync(new SubmissionGroup(jobs, admission), cancellationToken);
        return null;
    }

    /// <summary>Jobs of those who hold most of what waits are admitted apart: what they are refused is refused to nobody else.</summary>
    /// <returns>After how many seconds to come again, when some were rejected.</returns>
    private async Task<double?> StoreAsync(List<NewJob> jobs, LargestOwners largest, CancellationToken cancellationToken)
    {
        double? longest = null;
        var admission = new Admission();
        var admitted = new List<NewJob>(jobs.Count);
        foreach (var some in jobs.GroupBy(job => largest.ShareOf(job.OwnerId)).OrderBy(some => some.Key))
        {
            List<NewJob> part = [.. some];
            TimeSpan? retryAfter;
            try
            {
                retryAfter = await pacer.AdmitAsync(SubmissionGroup.CountOf(part), some.Key, admission, cancellationToken);
            }
            catch
            {
                pacer.TakeBack(admission);
                throw;
            }

            if (retryAfter is null)
            {
                admitted.AddRange(part);
                continue;
            }

            part.ForEach(job => job.Reject(some.Key == OwnerShare.Some ? null : BacklogFullException.OwnJobsWait));
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
            pacer.TakeBack(group.Admission);
            throw new TimeoutException("Too many submissions wait already.");
        }

        // Not bound to the request: once added, the jobs are stored whether the caller still waits or not.
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
