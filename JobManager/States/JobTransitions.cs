using Platform.Contracts.Jobs;

namespace Platform.JobManager.States;

/// <summary>The state machine of jobs: determines the next state when an attempt ends. Does no I/O.</summary>
internal static class JobTransitions
{
    /// <summary>Determines the next state.</summary>
    /// <param name="job">The job while the attempt is the current one: running, or queued if it is a short job, which has no lease.</param>
    /// <param name="end">How the attempt ended.</param>
    /// <param name="error">The error that the worker reported; null if it reported none.</param>
    /// <param name="policy">The backoff and the limit of rescues.</param>
    /// <param name="now">The current time, UTC.</param>
    /// <param name="random">A random number from 0 to 1, for the jitter.</param>
    public static JobTransition After(JobSnapshot job, AttemptEnd end, JobError? error, RetryPolicy policy, DateTimeOffset now, double random)
    {
        if (end == AttemptEnd.Succeeded)
        {
            return Final(job, JobState.Succeeded, null);
        }

        // A cancelled job does not run again, however its attempt ended.
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

    private static JobTransition Failed(JobSnapshot job, JobError error, RetryPolicy policy, DateTimeOffset now, double random)
    {
        var failures = job.Failures + 1;
        return error.Retryable && failures < job.MaxAttempts
            ? new JobTransition(JobState.Scheduled, job.Attempt, failures, job.Rescues, now + policy.DelayAfter(failures, random), error)
            : Final(job with { Failures = failures }, JobState.Failed, error);
    }

    private static JobTransition Requeued(JobSnapshot job, int rescues) =>
        new(JobState.Queued, job.Attempt + 1, job.Failures, rescues, null, null);

    private static JobTransition Final(JobSnapshot job, JobState state, JobError? error) =>
        new(state, job.Attempt, job.Failures, job.Rescues, null, error);
}
