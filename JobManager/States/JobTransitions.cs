using Platform.Contracts.Jobs;

namespace Platform.JobManager.States;

/// <summary>The state machine: what becomes of a job when an attempt ends. Free of I/O.</summary>
internal static class JobTransitions
{
    /// <param name="job">How the job stands while the attempt is the current one: queued (a short kind without a lease) or running.</param>
    /// <param name="end">How the attempt ended.</param>
    /// <param name="error">The worker's reason, if it gave one.</param>
    /// <param name="policy">Backoff and rescue limit.</param>
    /// <param name="now">The current time, UTC.</param>
    /// <param name="random">0 to 1, for the jitter.</param>
    public static JobTransition After(JobStanding job, AttemptEnd end, JobError? error, RetryPolicy policy, DateTimeOffset now, double random)
    {
        if (end == AttemptEnd.Succeeded)
        {
            return Final(job, JobState.Succeeded, null);
        }

        // Whatever else stopped the attempt, a job that its owner gave up does not run again.
        if (end == AttemptEnd.Cancelled || job.CancelRequested)
        {
            return Final(job, JobState.Cancelled, null);
        }

        return end switch
        {
            AttemptEnd.Released => Requeued(job, job.Rescues),
            AttemptEnd.Lost when job.Rescues + 1 > policy.MaxRescues => Final(
                job with { Rescues = job.Rescues + 1 },
                JobState.Failed,
                new JobError("worker_lost", "The job lost its worker too often and was given up.", Retryable: false)),
            AttemptEnd.Lost => Requeued(job, job.Rescues + 1),
            AttemptEnd.TimedOut => Failed(
                job, error ?? new JobError("timeout", "The attempt ran past its time limit.", Retryable: true), policy, now, random),
            _ => Failed(
                job, error ?? new JobError("internal", "The attempt failed.", Retryable: true), policy, now, random),
        };
    }

    private static JobTransition Failed(JobStanding job, JobError error, RetryPolicy policy, DateTimeOffset now, double random)
    {
        int failures = job.Failures + 1;
        return error.Retryable && failures < job.MaxAttempts
            ? new JobTransition(JobState.Scheduled, job.Attempt, failures, job.Rescues, now + policy.DelayAfter(failures, random), error)
            : Final(job with { Failures = failures }, JobState.Failed, error);
    }

    private static JobTransition Requeued(JobStanding job, int rescues) =>
        new(JobState.Queued, job.Attempt + 1, job.Failures, rescues, null, null);

    private static JobTransition Final(JobStanding job, JobState state, JobError? error) =>
        new(state, job.Attempt, job.Failures, job.Rescues, null, error);
}
